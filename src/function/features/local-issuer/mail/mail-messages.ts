/** What a mail contains: a code, a link, or both. */
export type MailContents = "code" | "link" | "codeAndLink";

/** All texts of a sign-in mail in one language. `host` is the console's; `duration` and `time` are formatted in the language. */
export type MailWords = {
  direction: "ltr" | "rtl";
  /** The subject and, with a full stop, the first line of the text; it begins with the code in every language. */
  codeSubject: (oneTimeCode: string, host: string) => string;
  linkSubject: (host: string) => string;
  fullStop: string;
  codeTitle: string;
  linkTitle: string;
  codeLead: (host: string) => string;
  linkLead: (host: string) => string;
  /** The link's label; it makes sense without context, because screen readers list links by themselves. */
  useLink: string;
  /** Before the bare address in the text. */
  orUseLink: string;
  lifetime: Record<MailContents, (duration: string) => string>;
  keepToYourself: Record<MailContents, string>;
  notAsked: string;
  askedAt: (time: string) => string;
};

const english: MailWords = {
  direction: "ltr",
  codeSubject: (oneTimeCode, host) => `${oneTimeCode} is your sign-in code for ${host}`,
  linkSubject: (host) => `Sign in to ${host}`,
  fullStop: ".",
  codeTitle: "Your sign-in code",
  linkTitle: "Your sign-in link",
  codeLead: (host) => `Enter it at ${host}, in the browser you asked for it from.`,
  linkLead: (host) => `This link signs you in to ${host}.`,
  useLink: "Sign in with this link",
  orUseLink: "Or sign in with this link:",
  lifetime: {
    code: (duration) => `The code works once, for ${duration}.`,
    link: (duration) => `The link works once, for ${duration}.`,
    codeAndLink: (duration) => `The code and the link work once, for ${duration}.`,
  },
  keepToYourself: {
    code: "Never give the code to anybody: we won't ask you for it.",
    link: "Never pass the link on: whoever opens it can sign in as you.",
    codeAndLink: "Never give the code or the link to anybody: we won't ask you for them.",
  },
  notAsked: "Didn't ask for this? Ignore this email; without it nobody gets in.",
  askedAt: (time) => `Asked for on ${time} UTC.`,
};

const german: MailWords = {
  direction: "ltr",
  codeSubject: (oneTimeCode, host) => `${oneTimeCode} ist Ihr Anmeldecode für ${host}`,
  linkSubject: (host) => `Anmelden bei ${host}`,
  fullStop: ".",
  codeTitle: "Ihr Anmeldecode",
  linkTitle: "Ihr Anmeldelink",
  codeLead: (host) => `Geben Sie ihn auf ${host} ein, in dem Browser, in dem Sie ihn angefordert haben.`,
  linkLead: (host) => `Mit diesem Link melden Sie sich bei ${host} an.`,
  useLink: "Mit diesem Link anmelden",
  orUseLink: "Oder melden Sie sich mit diesem Link an:",
  lifetime: {
    code: (duration) => `Der Code gilt einmal, ${duration} lang.`,
    link: (duration) => `Der Link gilt einmal, ${duration} lang.`,
    codeAndLink: (duration) => `Code und Link gelten einmal, ${duration} lang.`,
  },
  keepToYourself: {
    code: "Geben Sie den Code niemandem weiter: Wir fragen Sie nie danach.",
    link: "Geben Sie den Link niemandem weiter: Wer ihn öffnet, kann sich als Sie anmelden.",
    codeAndLink: "Geben Sie Code und Link niemandem weiter: Wir fragen Sie nie danach.",
  },
  notAsked: "Nicht angefordert? Dann ignorieren Sie diese E-Mail: Ohne sie kommt niemand hinein.",
  askedAt: (time) => `Angefordert am ${time} UTC.`,
};

const french: MailWords = {
  direction: "ltr",
  codeSubject: (oneTimeCode, host) => `${oneTimeCode} est votre code de connexion à ${host}`,
  linkSubject: (host) => `Connexion à ${host}`,
  fullStop: ".",
  codeTitle: "Votre code de connexion",
  linkTitle: "Votre lien de connexion",
  codeLead: (host) => `Saisissez-le sur ${host}, dans le navigateur où vous l’avez demandé.`,
  linkLead: (host) => `Ce lien vous connecte à ${host}.`,
  useLink: "Se connecter avec ce lien",
  orUseLink: "Ou connectez-vous avec ce lien\u00a0:",
  lifetime: {
    code: (duration) => `Le code fonctionne une seule fois, pendant ${duration}.`,
    link: (duration) => `Le lien fonctionne une seule fois, pendant ${duration}.`,
    codeAndLink: (duration) => `Le code et le lien fonctionnent une seule fois, pendant ${duration}.`,
  },
  keepToYourself: {
    code: "Ne donnez ce code à personne\u00a0: nous ne vous le demanderons jamais.",
    link: "Ne transmettez ce lien à personne\u00a0: qui l’ouvre peut se connecter à votre place.",
    codeAndLink: "Ne donnez ni le code ni le lien à personne\u00a0: nous ne vous les demanderons jamais.",
  },
  notAsked: "Vous n’avez rien demandé\u00a0? Ignorez cet e-mail\u00a0: sans lui, personne ne peut entrer.",
  askedAt: (time) => `Demandé le ${time} UTC.`,
};

const spanish: MailWords = {
  direction: "ltr",
  codeSubject: (oneTimeCode, host) => `${oneTimeCode} es su código de acceso a ${host}`,
  linkSubject: (host) => `Acceso a ${host}`,
  fullStop: ".",
  codeTitle: "Su código de acceso",
  linkTitle: "Su enlace de acceso",
  codeLead: (host) => `Introdúzcalo en ${host}, en el navegador desde el que lo pidió.`,
  linkLead: (host) => `Con este enlace accede a ${host}.`,
  useLink: "Acceder con este enlace",
  orUseLink: "O acceda con este enlace:",
  lifetime: {
    code: (duration) => `El código sirve una sola vez, durante ${duration}.`,
    link: (duration) => `El enlace sirve una sola vez, durante ${duration}.`,
    codeAndLink: (duration) => `El código y el enlace sirven una sola vez, durante ${duration}.`,
  },
  keepToYourself: {
    code: "No dé el código a nadie: nosotros nunca se lo pediremos.",
    link: "No pase el enlace a nadie: quien lo abra puede acceder en su nombre.",
    codeAndLink: "No dé el código ni el enlace a nadie: nosotros nunca se los pediremos.",
  },
  notAsked: "¿No lo ha pedido? Ignore este correo: sin él, nadie puede entrar.",
  askedAt: (time) => `Solicitado el ${time} UTC.`,
};

const japanese: MailWords = {
  direction: "ltr",
  codeSubject: (oneTimeCode, host) => `${oneTimeCode} は ${host} のサインインコードです`,
  linkSubject: (host) => `${host} へのサインイン`,
  fullStop: "。",
  codeTitle: "サインインコード",
  linkTitle: "サインイン用リンク",
  codeLead: (host) => `コードをリクエストしたブラウザーで、${host} に入力してください。`,
  linkLead: (host) => `このリンクから ${host} にサインインできます。`,
  useLink: "このリンクでサインイン",
  orUseLink: "または、このリンクからサインインしてください：",
  lifetime: {
    code: (duration) => `コードは ${duration}間有効で、1 回だけ使えます。`,
    link: (duration) => `リンクは ${duration}間有効で、1 回だけ使えます。`,
    codeAndLink: (duration) => `コードとリンクは ${duration}間有効で、1 回だけ使えます。`,
  },
  keepToYourself: {
    code: "コードは誰にも教えないでください。こちらからお尋ねすることはありません。",
    link: "リンクは誰にも渡さないでください。開いた人があなたとしてサインインできてしまいます。",
    codeAndLink: "コードとリンクは誰にも教えないでください。こちらからお尋ねすることはありません。",
  },
  notAsked:
    "お心当たりがない場合は、このメールを無視してください。このメールがなければ、誰もサインインできません。",
  askedAt: (time) => `リクエスト日時：${time} UTC`,
};

const arabic: MailWords = {
  direction: "rtl",
  codeSubject: (oneTimeCode, host) => `${oneTimeCode} هو رمز تسجيل الدخول إلى ${host}`,
  linkSubject: (host) => `تسجيل الدخول إلى ${host}`,
  fullStop: ".",
  codeTitle: "رمز تسجيل الدخول",
  linkTitle: "رابط تسجيل الدخول",
  codeLead: (host) => `أدخِل الرمز في ${host}، في المتصفح نفسه الذي طلبته منه.`,
  linkLead: (host) => `يمكنك تسجيل الدخول إلى ${host} بهذا الرابط.`,
  useLink: "تسجيل الدخول بهذا الرابط",
  orUseLink: "أو سجِّل الدخول بهذا الرابط:",
  lifetime: {
    code: (duration) => `الرمز صالح لمرة واحدة ولمدة ${duration}.`,
    link: (duration) => `الرابط صالح لمرة واحدة ولمدة ${duration}.`,
    codeAndLink: (duration) => `الرمز والرابط صالحان لمرة واحدة ولمدة ${duration}.`,
  },
  keepToYourself: {
    code: "لا تُعطِ الرمز لأي شخص، فلن نطلبه منك أبدًا.",
    link: "لا تُرسل الرابط إلى أي شخص، فمن يفتحه يمكنه تسجيل الدخول باسمك.",
    codeAndLink: "لا تُعطِ الرمز أو الرابط لأي شخص، فلن نطلبهما منك أبدًا.",
  },
  notAsked: "لم تطلب ذلك؟ تجاهل هذه الرسالة، فمن دونها لا يستطيع أحد الدخول.",
  askedAt: (time) => `وقت الطلب: ${time} UTC`,
};

/** The texts by language tag (RFC 5646). This is the only place where a language is added. */
export const mailMessages = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  ja: japanese,
  ar: arabic,
} as const satisfies Record<string, MailWords>;

/** A language in which mails are written. */
export type MailLanguage = keyof typeof mailMessages;

export const mailLanguages: readonly MailLanguage[] = Object.keys(mailMessages).filter(isMailLanguage);

function isMailLanguage(tag: string): tag is MailLanguage {
  return Object.hasOwn(mailMessages, tag);
}
