import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { appScheme, contentType, fileOfAddress, printScheme } from './app-files.ts'
import { printHeaders, securityHeaders } from './content-policy.ts'

/** Must run before the program is ready. */
export function declareSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true }
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges },
    { scheme: printScheme, privileges: { standard: true, secure: true } },
  ])
}

/** Serves `folder` as `app://antecedent/`. */
export function serveApp(folder: string): void {
  protocol.handle(appScheme, async (request) => {
    const file = request.method === 'GET' ? fileOfAddress(request.url, folder) : null
    if (file === null) return refusal(403)
    try {
      const content = await readFile(file)
      return new Response(new Uint8Array(content), {
        headers: { ...securityHeaders, 'Content-Type': contentType(file)! },
      })
    } catch {
      return refusal(404)
    }
  })
}

/** Serves the documents that `contentOf` knows by the host of their address. */
export function servePrints(contentOf: (host: string) => string | null): void {
  protocol.handle(printScheme, (request) => {
    const content = contentOf(new URL(request.url).host)
    return content === null ? refusal(404) : new Response(content, { headers: printHeaders })
  })
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: securityHeaders })
}
