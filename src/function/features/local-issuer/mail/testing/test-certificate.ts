/** A self-signed certificate for `localhost`, valid for a hundred years, and its key; only for local test servers. */
export const testCertificate = {
  certificate: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUOwcVth96Bi2vuLZrsGV7i//Yp+EwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTEwMTkyNFoYDzIxMjYxMDI4
MTAxOTI0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASpwEFGxi8Xn9/WejQMEH2xyUj3fc0zH/0HjrnJOCTwpQTddgcE2Jo8
CzNaWZxFUNdPLAiHbuzty/DIydtqwt2Bo28wbTAdBgNVHQ4EFgQU2e/spRlTpL4b
bLKsdEJucwqUkkkwHwYDVR0jBBgwFoAU2e/spRlTpL4bbLKsdEJucwqUkkkwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgHXW8xIoiUUAoQXH1bW5zWIcmlzoIdDusaEwx42TkA74CIQDS
mrb56W3yXxuuHeWzTUubar0FFpOdC43kiSzNqlULSw==
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUSbmvm86oAJeDlps
+5rA5KAyGs72B/qi64p0xRVGA6mhRANCAASpwEFGxi8Xn9/WejQMEH2xyUj3fc0z
H/0HjrnJOCTwpQTddgcE2Jo8CzNaWZxFUNdPLAiHbuzty/DIydtqwt2B
-----END PRIVATE KEY-----
`,
} as const;
