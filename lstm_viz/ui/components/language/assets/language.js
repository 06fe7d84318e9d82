// Readers of screens and browsers choose voice, font and hyphens by the language of the document.
const YEAR = 365 * 24 * 3600;

export default function ({ data: { tag, chosen, cookie } }) {
  document.documentElement.lang = tag;
  // A cookie: the server has to know before it draws anything.
  if (chosen) {
    const path = new URL(".", document.baseURI).pathname;
    document.cookie = `${cookie}=${chosen}; path=${path}; max-age=${YEAR}; SameSite=Lax`;
  }
}
