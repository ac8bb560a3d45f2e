import type { DevToolsSession } from './devtools.ts'
import { fromChromium } from './origin.ts'
import type { PageAnswer, PageRequest } from './page.ts'
import { protocol } from './protocol.ts'
import { Strict } from './strict.ts'
import { WebRequest } from './web-request.ts'

type PermissionRequest = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
  details: object,
) => void
type PermissionCheck = (contents: unknown, permission: string, origin: string, details: object) => boolean

/** Chromium's names for the permissions, beside Electron's. */
const permissions: Readonly<Record<string, string>> = {
  geolocation: 'geolocation',
  notifications: 'notifications',
  camera: 'media',
  microphone: 'media',
  midi: 'midi',
  'clipboard-read': 'clipboard-read',
  'clipboard-write': 'clipboard-sanitized-write',
  'idle-detection': 'idle-detection',
  'storage-access': 'storage-access',
  'window-management': 'window-management',
  'local-fonts': 'local-fonts',
}

/** What a page must tell about itself for its requests to be judged. */
export interface RequestOwner {
  readonly contents: { readonly id: number; getURL(): string }
  /** Asks the listeners of `will-navigate`; true where one of them prevented it. */
  navigationPrevented(url: string): boolean
}

/** Electron's `session.defaultSession`, the only session there is. */
export class Session extends Strict {
  protected readonly events = ['will-download']
  readonly protocol = protocol
  readonly webRequest = new WebRequest()
  private permissionRequest: PermissionRequest | null = null
  private permissionCheck: PermissionCheck | null = null

  setPermissionRequestHandler(handler: PermissionRequest | null): void {
    this.permissionRequest = handler
  }

  setPermissionCheckHandler(handler: PermissionCheck | null): void {
    this.permissionCheck = handler
  }

  setSpellCheckerEnabled(enabled: boolean): void {
    if (enabled) throw new Error('The stand-in for Electron has no spell checker.')
  }

  /** Chromium is told beforehand what the handlers would answer. Without handlers everything is granted, as in Electron. */
  async settlePermissions(devtools: DevToolsSession, owner: RequestOwner, origin: string): Promise<void> {
    const settle = async ([chromiumName, name]: [string, string]) => {
      const setting = (await this.grants(owner, name, origin)) ? 'granted' : 'denied'
      await devtools.send('Browser.setPermission', { permission: { name: chromiumName }, setting, origin })
    }
    await Promise.all(Object.entries(permissions).map(settle))
  }

  /** Answers one request of a page from the program itself, or cancels it: nothing is ever fetched. */
  async answer(request: PageRequest, owner: RequestOwner): Promise<PageAnswer> {
    const { method, headers, resourceType } = request
    const url = fromChromium(request.url)
    if (request.navigation && owner.contents.getURL() !== url && owner.navigationPrevented(url))
      return { refused: 'Aborted' }
    if (await this.webRequest.cancels({ url, method, resourceType })) return { refused: 'BlockedByClient' }
    const response = await protocol.answer({ url, method, headers })
    if (response === null) return { refused: 'NameNotResolved' }
    const body = new Uint8Array(await response.arrayBuffer())
    return { status: response.status, headers: response.headers, body }
  }

  private async grants(owner: RequestOwner, permission: string, origin: string): Promise<boolean> {
    const { permissionCheck, permissionRequest } = this
    if (permissionCheck && !permissionCheck(owner.contents, permission, origin, {})) return false
    if (!permissionRequest) return true
    return new Promise((resolve) => permissionRequest(owner.contents, permission, resolve, {}))
  }
}

class Sessions extends Strict {
  protected readonly events = []
  readonly defaultSession = new Session()
}

export const session = new Sessions()
