/** `PORTICO_KEYS` of a function in tests that is public: the development server's key is refused there. */
export const testSealingKeys = "test:wSy_dVBXk91WMPVBg_LaANNdBUjGKCdLnDvLtiSP2Lg";

/** Two more, for tests that change keys. */
export const olderSealingKey = "k1:93CrtotIhEUWwhvt4tYJcbupth1FDbY1QHr8hLtMvMA";
export const newerSealingKey = "k2:GbNO5POtwUlXEQPrxEGbhOLvSDGmUMbCHVycDlQxneQ";
