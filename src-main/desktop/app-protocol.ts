import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { protocol } from 'electron'
import { appScheme, contentType, fileOfAddress, printScheme } from './app-files.ts'
import { pageHeaders, printHeaders, securityHeaders } from './content-policy.ts'
import { type FirstSight, pageAtFirstSight, styleSourceOf } from './first-sight.ts'

/** Must run before the program is ready. */
export function declareSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true }
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges },
    { scheme: printScheme, privileges: { standard: true, secure: true } },
  ])
}

/** Serves `folder` as `app://antecedent/`, and its page as the window is to be seen first. */
export function serveApp(folder: string, firstSight: () => FirstSight): void {
  const page = join(folder, 'index.html')
  // Read before it is asked for, which is as soon as there is a window.
  const html = readFile(page, 'utf8')
  html.catch(() => undefined)
  protocol.handle(appScheme, async (request) => {
    const file = request.method === 'GET' ? fileOfAddress(request.url, folder) : null
    if (file === null) return refusal(403)
    try {
      if (file === page) return pageResponse(await html, firstSight())
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

function pageResponse(html: string, sight: FirstSight): Response {
  const headers = { ...pageHeaders(styleSourceOf(html)), 'Content-Type': 'text/html; charset=utf-8' }
  return new Response(pageAtFirstSight(html, sight), { headers })
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: securityHeaders })
}
