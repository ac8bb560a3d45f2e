import { extname, join, normalize, sep } from 'node:path'

/** The one origin of the product's windows. */
export const appScheme = 'app'
export const appHost = 'antecedent'
/** The scheme of documents on their way to paper. */
export const printScheme = 'print'
export const appAddress = `${appScheme}://${appHost}/index.html`

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/**
 * The file of `folder` that an address names, or null: for another scheme or host, for a type that the product does not
 * have, and for every path that would leave the folder, in whatever encoding.
 */
export function fileOfAddress(address: string, folder: string): string | null {
  const path = pathOfAddress(address)
  if (path === null) return null
  const file = normalize(join(folder, path))
  const inside = file.startsWith(folder.endsWith(sep) ? folder : folder + sep)
  return inside && contentType(file) !== null ? file : null
}

/** The media type by the file's extension; null where the product has no such files. */
export function contentType(file: string): string | null {
  return types[extname(file)] ?? null
}

/** Whether an address belongs to the product's own window. */
export function isAppAddress(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host } = new URL(address)
  return protocol === `${appScheme}:` && host === appHost
}

/** Whether a page may ask for this address at all. */
export function isRequestAllowed(address: string): boolean {
  if (isAppAddress(address)) return true
  if (!URL.canParse(address)) return false
  return ['data:', 'blob:', `${printScheme}:`].includes(new URL(address).protocol)
}

function pathOfAddress(address: string): string | null {
  if (!isAppAddress(address)) return null
  try {
    const path = decodeURIComponent(new URL(address).pathname)
    const suspect = path.includes('\0') || path.includes('\\') || path.split('/').includes('..')
    return suspect ? null : path
  } catch {
    return null
  }
}
