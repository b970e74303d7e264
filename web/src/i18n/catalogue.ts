/** The same keys as another catalogue has, whatever the texts are. */
export type Catalogue<Other> = {
  readonly [Key in keyof Other]: Other[Key] extends string ? string : Catalogue<Other[Key]>;
};
