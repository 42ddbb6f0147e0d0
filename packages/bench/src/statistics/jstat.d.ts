// What this package uses of jstat, which has no types of its own.
declare module 'jstat' {
  const jstat: {
    readonly jStat: {
      /** The studentized range of `groups` means: its quantile function. */
      readonly tukey: { inv(p: number, groups: number, df: number): number };
    };
  };
  export default jstat;
}
