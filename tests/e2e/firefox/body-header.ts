/** The header in which the proxy before Firefox hands a request's body to the tests, in base64. */
export const bodyHeader = "x-portico-request-body";
