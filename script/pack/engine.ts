/** The oldest major version of Node.js on which the packed program runs: CI runs it there. */
export const oldest = 22;
