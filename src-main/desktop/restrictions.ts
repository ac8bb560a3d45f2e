import { app, type Session, session, type WebContents } from 'electron'
import { isRequestAllowed } from './app-files.ts'

/** Nothing leaves the machine, and no page gets anything from it. Runs once, before the first window. */
export function restrictPages(): void {
  denyPermissions(session.defaultSession)
  cancelRequests(session.defaultSession)
  session.defaultSession.setSpellCheckerEnabled(false)
  session.defaultSession.on('will-download', (event) => event.preventDefault())
}

/** A page stays where it is and opens nothing. */
export function keepInPlace(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** Must run before the program is ready: every renderer is sandboxed, whatever its window asked for. */
export function sandboxEverything(): void {
  app.enableSandbox()
}

function denyPermissions(pages: Session): void {
  pages.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  pages.setPermissionCheckHandler(() => false)
}

function cancelRequests(pages: Session): void {
  pages.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isRequestAllowed(details.url) }))
}
