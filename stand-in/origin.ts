/**
 * Chromium has no `app:` scheme of ours. `app://antecedent/index.html` is `https://antecedent.app.stand-in/index.html`
 * there, answered by the program before any request is made; the program itself only ever sees the first.
 */
const suffix = '.stand-in'

export function toChromium(address: string): string {
  const url = new URL(address)
  if (['http:', 'https:', 'about:', 'data:', 'blob:'].includes(url.protocol)) return address
  const rest = address.slice(address.indexOf('//') + 2 + url.host.length)
  return `https://${url.host}.${url.protocol.slice(0, -1)}${suffix}${rest}`
}

export function fromChromium(address: string): string {
  const url = new URL(address)
  if (url.protocol !== 'https:' || !url.host.endsWith(suffix)) return address
  const labels = url.host.slice(0, -suffix.length).split('.')
  const scheme = labels.pop()
  return `${scheme}://${labels.join('.')}${address.slice('https://'.length + url.host.length)}`
}
