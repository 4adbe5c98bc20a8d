/** The sealing key of the development server. Everyone can read it here, so a public console refuses it. */
export const publishedKey = "fFSjETmFVn_klE3bEf-NvkZALum332-JBdT2W3z5ap8";
