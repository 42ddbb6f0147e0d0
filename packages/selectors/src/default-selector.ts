// The best selector that this platform has.
import type { BaseSelector } from './base-selector.ts';
import { EpollSelector } from './epoll-selector.ts';
import { isLinux } from './native.ts';
import { PollSelector } from './poll-selector.ts';

type SelectorClass = new <D = unknown>() => BaseSelector<D>;

/** epoll on Linux (x64, arm64), elsewhere poll; on a platform with neither its constructor throws `unsupported_platform`. */
export const DefaultSelector: SelectorClass = isLinux ? EpollSelector : PollSelector;
/** An instance of {@link DefaultSelector}. */
export type DefaultSelector<D = unknown> = BaseSelector<D>;
