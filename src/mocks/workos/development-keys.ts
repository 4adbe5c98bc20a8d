/**
 * Keys of the mocked WorkOS. They are published on purpose: fixed keys let tokens survive a restart of the development server,
 * and they protect nothing but pretend people. No build for production contains them.
 */

/** RSA key pair that signs the mock's access tokens (RS256). */
export const signingKeyPair = {
  kty: "RSA",
  alg: "RS256",
  use: "sig",
  kid: "portico_mock_2026",
  n: "tR8nCkI5QCwi4sP55uvLQQUW_gPFqWhKGVtqEzG5YMKcvjt384NgIIWUUEpLJfYcikxkihi6Ir1tEGoyHUiojcYXVNYa1vhJAC_DvpkEOgASkj3JfozyvvZ9-T-iNVQ3JkzUwzW0Gg5fhsNy_Q5Yv-9YD2qM6fXyOYTpmg3SLp_KXb4fPtQOqxysYLRYgFIkEk3ShXeISUo0N4EiV7guKqpKuTNRc97_fLDmqaHZaBxQSnsQX45-h89tUIDpv9x_nWufoDT97J6VIvCDDXUYLhrBT1Pc9lA0tMYscvfCguXv0PTjt2KkuXAI-CGOiHlKhcWYet5UqPAFf1Elyl-50w",
  e: "AQAB",
  d: "F-SnrElHLymDYqHSxj1F32px-Yl62lnJKKYwDJ8rItIZhljm_odOt4uXoK3kUvowEqh4POV9LJcLm7Y-rTFIFwfSTR0_hitTygQDERIzhgk7afJfseObJEj1HlvgJKPa8KEDEktz2loaDPecpDhvycYjukjmlPiefysC_BElsIOncZMI-f72D1mH-P5Yikuo6IDjC_Qq6bRMm5p08YldgvX4bb3v1_3VystAVuvYFZEzwDSZpSDi8xAAtI3Y-mOuI8WeK6KplAKoKhWFDONMrdOmaDHibdNUoXmGwdjLrIV-iyhTKgE1v-U6peRyvLlNgOopuUeFsMYq-jMv8R7A2Q",
  p: "-LnSmhH5Ea9sqMMBgbAuzvCSoUsxKZFpLKMg29c95ubphgmsHRXIcQmkE3-TBFbrgIfKst1TtOfqo6-AAC7KTP2R63ikIDBWxFENnszdu1cGzlQeDmvuDKiVHG1nqRLV9sNt748j5vZb-TusEKd5x0OK6f8utamISajHO70ABak",
  q: "umsvtluZDuNyzJGfbaGg3IWwP-eNAq1NO6NjBx7EinEeBBN38ArzV0BH9-vEJ1uu01xnJGmQG9cmGd9Y9YW9gpMvJbgdqLogdTJtQkEkvMKyKtyGWC4X_15A1phqfjk0FM72pqBdbOCG5Aq3pzXgT6A5RV3Yi0ht-WNRfJoIuRs",
  dp: "AbgfGYuIQjQJNz1p1ECogiuth8niRBxKMtHJ11sshV0RPijw9J6C7S0Y4j2egYgsRo4pu4TGIFj-CTWcV-P65_9Us-D4mXRcFS1OP8vAuJvIY0K3lnfuhE3iAflLnyKPMg51wxMlN2J6jkV4UgEmWVdBLY7i_sR2ObQd9G7BAkk",
  dq: "bMr3Gl6UkarNqXNm7o1AGtJujKzuj1xiUWbF-TbMjtr7IHfYLB_H6eia16YhYLLR8Yngq9BriMPj-X9uJEN72MNa5ZFwxbJyFNNsDhmEfiDF59uxD68-1ArGnjZvF-D8cxRhv9ahD1RthJJ4ob4AfZfNNJ1TLd4ESGHdAXHHm3c",
  qi: "UirERcU-yRmoWU3crz3ERkKhliL_A7BcFq-36QLRYLfBd53B0itUw-zjUxVTBH0E0IOXYupuIsxQJdUsrg2RNhlZbjn4Z0CVclMrQ7FFY2Q-uK87-6ZUc2cCDrMX3mnygEdpZhWTQmQNgkNWM6YVrlEEk2wLUaknogL34u_6o14",
} as const;

/** Self-signed certificate over the same public key, as the members of a JWK carry it (RFC 7517, section 4.7). */
export const signingCertificate = {
  x5c: [
    "MIIDIzCCAgugAwIBAgIURS1w2PAee6dDLlJ58GgUCVsAi6cwDQYJKoZIhvcNAQELBQAwIDEeMBwGA1UEAwwVUG9ydGljbyBtb2NrZWQgV29ya09TMCAXDTI2MTEyMTA0NDAyMVoYDzIxMjYxMDI4MDQ0MDIxWjAgMR4wHAYDVQQDDBVQb3J0aWNvIG1vY2tlZCBXb3JrT1MwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQC1HycKQjlALCLiw/nm68tBBRb+A8WpaEoZW2oTMblgwpy+O3fzg2AghZRQSksl9hyKTGSKGLoivW0QajIdSKiNxhdU1hrW+EkAL8O+mQQ6ABKSPcl+jPK+9n35P6I1VDcmTNTDNbQaDl+Gw3L9Dli/71gPaozp9fI5hOmaDdIun8pdvh8+1A6rHKxgtFiAUiQSTdKFd4hJSjQ3gSJXuC4qqkq5M1Fz3v98sOapodloHFBKexBfjn6Hz21QgOm/3H+da5+gNP3snpUi8IMNdRguGsFPU9z2UDS0xixy98KC5e/Q9OO3YqS5cAj4IY6IeUqFxZh63lSo8AV/USXKX7nTAgMBAAGjUzBRMB0GA1UdDgQWBBSL8repyrKFiPHb/f/FoyjGNpLFITAfBgNVHSMEGDAWgBSL8repyrKFiPHb/f/FoyjGNpLFITAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQBfheFH3VRvvjZOcssN0sOYXG7cQiLIZvnu4bZBXs/Qnna8ykCRaEUh5tq+XwFjmLiVRU9GMCmq0yrXNNO+rEhkFiVYsDF1vzS+0NU5+Of7wRucGmeUvinMLnrWEfvc1NDzhPf8t1zoIkIaYb+Vs/AaeeFMAB6dqESJFGRXMoOoYbRERpedPn9HdoM3b1A4yMqU81THlt8aJi7+fDnj/J0y3IJU+mPH1w5qGPRB78OwLyiLRmRi2oNv2rSNRarm9sBn8GOG9Sq5q1O423TtKYLZWRKBm/VmnkXshFFvWi+ntV985teuh0Hpb2GQ+MCyGKCXDdb9jDh9AQkKy+2vMawA",
  ],
  "x5t#S256": "Y8DO5VHgZDWgxg5bkcsz8sJ14PxHY6i8eYXjUP_AbiQ",
};

/** 32 bytes, base64url: seals authorization codes, refresh tokens and the hosted page's forms. */
export const sealingKey = "17yBP81Uq4PLrNXLPbwp9oQROO9lSMblisMPu9fh41c";
