// What the suite and its launcher tell each other. Each process has a number that the suite gives it.

/** From the suite to the launcher. */
export type LaunchOrder =
  | {
      readonly kind: 'start';
      readonly id: number;
      readonly command: readonly string[];
      readonly cwd: string;
      readonly env: Readonly<Record<string, string | undefined>>;
      /** All of its stdin. */
      readonly input: string;
    }
  | { readonly kind: 'signal'; readonly id: number; readonly signal: NodeJS.Signals };

/** From the launcher to the suite. What a process says comes in its order, `closed` after all of it. */
export type LaunchReport =
  | { readonly kind: 'said'; readonly id: number; readonly to: 'stdout' | 'stderr'; readonly text: string }
  | {
      readonly kind: 'exited';
      readonly id: number;
      readonly code: number | null;
      readonly signal: string | null;
    }
  | { readonly kind: 'closed'; readonly id: number };
