// Plain CommonJS on purpose: an old Node must be able to run this file to say that it is too old.
const [major, minor] = process.versions.node.split(".").map(Number);
const isNewEnough = major > 22 || (major === 22 && minor >= 18);
if (!isNewEnough) {
  console.error(
    `Portico needs Node 22.18 or newer to run its scripts; this is ${process.version}.\n` +
      "On Linux (x64, arm64) `npm ci` brings Node 24 along, unless optional dependencies were left out.\n" +
      "On other systems install Node 24 and try again.",
  );
  process.exit(1);
}
