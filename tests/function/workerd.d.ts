declare module "workerd" {
  /** Path of the executable. */
  const path: string;
  export default path;
}
