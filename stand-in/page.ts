import { type Chromium, type PageTarget, startChromium } from './chromium.ts'
import type { DevToolsSession } from './devtools.ts'

/** A request of a page, before anything is fetched. */
export interface PageRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly resourceType: string
  /** Whether the page itself would go to the address. */
  readonly navigation: boolean
}

export type PageAnswer =
  | { readonly refused: 'Aborted' | 'BlockedByClient' | 'NameNotResolved' }
  | { readonly status: number; readonly headers: Headers; readonly body: Uint8Array }

type ColourScheme = 'light' | 'dark' | 'system'

interface PageListeners {
  /** Answers every request of the page, its frames and its workers. */
  readonly onRequest: (request: PageRequest) => Promise<PageAnswer>
  readonly onCrashed: () => void
  readonly onDownload: (url: string) => void
  /** Told where `window.open` wants to go: the window itself never comes to be. */
  readonly onOpen: (url: string) => void
}

/** One page of Chromium, in the words of a browser. */
export class Page {
  readonly id: string
  readonly devtools: DevToolsSession
  /** Resolves when the page has closed. */
  readonly closed: Promise<void>
  private readonly chromium: Chromium
  private readonly target: PageTarget
  /** Frames of the page that Chromium keeps apart, as it does with sandboxed ones. */
  private readonly frames = new Set<DevToolsSession>()
  private scheme: ColourScheme = 'system'
  private address = 'about:blank'
  private readonly loads = new Map<string, () => void>()
  private readonly loaded = new Set<string>()

  static async open(): Promise<Page> {
    const chromium = await startChromium()
    return new Page(chromium, await chromium.claimPage())
  }

  private constructor(chromium: Chromium, target: PageTarget) {
    this.chromium = chromium
    this.target = target
    this.id = target.id
    this.devtools = target.session
    this.closed = target.session.ended
  }

  get url(): string {
    return this.address
  }

  /** Must be called before the page is set going; all of it is sent at once. */
  async listen(listeners: PageListeners): Promise<void> {
    const { devtools } = this
    devtools.on('Page.frameNavigated', ({ frame }) => {
      if (frame.id === this.id) this.address = frame.url + (frame.urlFragment ?? '')
    })
    devtools.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === this.id) this.address = url
    })
    devtools.on('Page.lifecycleEvent', ({ frameId, loaderId, name }) => {
      if (frameId === this.id && name === 'load') this.hasLoaded(loaderId)
    })
    devtools.on('Page.windowOpen', ({ url }) => listeners.onOpen(url))
    // As in a window of Electron's that nobody looks after: a question of the page is answered with no.
    devtools.on('Page.javascriptDialogOpening', ({ type }) => {
      devtools.send('Page.handleJavaScriptDialog', { accept: type === 'beforeunload' }).catch(() => undefined)
    })
    devtools.on('Inspector.targetCrashed', () => listeners.onCrashed())
    this.chromium.onDownload((frame, url) => {
      if (frame === this.id) listeners.onDownload(url)
    })
    await Promise.all([
      devtools.send('Page.enable'),
      devtools.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      devtools.send('Inspector.enable'),
      devtools.send('Emulation.setFocusEmulationEnabled', { enabled: true }),
      this.answerRequests(devtools, listeners),
    ])
  }

  /** Lets the page begin, where it waited. */
  async begin(): Promise<void> {
    await this.devtools.send('Runtime.runIfWaitingForDebugger')
  }

  /** Resolves when the document has loaded; rejects where it cannot be had, or the page closes before. */
  async navigate(url: string): Promise<void> {
    const { loaderId, errorText } = await this.devtools.send('Page.navigate', { url })
    if (errorText !== undefined) throw new Error(`${errorText} at ${url}`)
    if (loaderId === undefined) return
    await Promise.race([this.loadOf(loaderId), this.closed.then(() => Promise.reject(closedBefore(url)))])
  }

  reload(): void {
    this.devtools.send('Page.reload').catch(() => undefined)
  }

  focus(): void {
    this.devtools.send('Page.bringToFront').catch(() => undefined)
  }

  close(): void {
    this.chromium.closePage(this.target)
  }

  async preferColours(scheme: ColourScheme): Promise<void> {
    this.scheme = scheme
    await Promise.all([this.devtools, ...this.frames].map((session) => preferColours(session, scheme)))
  }

  /** Also of the workers and frames of the session that have sessions of their own: they wait until theirs are answered. */
  private async answerRequests(session: DevToolsSession, listeners: PageListeners): Promise<void> {
    session.on('Fetch.requestPaused', ({ requestId, request, resourceType, frameId }) => {
      const navigation = resourceType === 'Document' && frameId === this.id
      const { url, method, headers } = request
      const asked = { url, method, headers, resourceType: resourceType.toLowerCase(), navigation }
      void listeners
        .onRequest(asked)
        .then((answer) => fulfil(session, requestId, answer))
        // A page that has gone waits for no answer.
        .catch(() => undefined)
    })
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      const within = this.chromium.sessionWithin(sessionId)
      const prepared = [this.answerRequests(within, listeners)]
      if (targetInfo.type === 'iframe') prepared.push(this.adoptFrame(within))
      void Promise.all(prepared)
        .then(() => within.send('Runtime.runIfWaitingForDebugger'))
        .catch(() => undefined)
    })
    await Promise.all([
      session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }),
    ])
  }

  private async adoptFrame(frame: DevToolsSession): Promise<void> {
    this.frames.add(frame)
    void frame.ended.then(() => this.frames.delete(frame))
    await preferColours(frame, this.scheme)
  }

  private hasLoaded(loader: string): void {
    this.loaded.add(loader)
    this.loads.get(loader)?.()
  }

  private async loadOf(loader: string): Promise<void> {
    if (this.loaded.has(loader)) return
    await new Promise<void>((resolve) => this.loads.set(loader, resolve))
  }
}

async function preferColours(session: DevToolsSession, scheme: ColourScheme): Promise<void> {
  const value = scheme === 'system' ? '' : scheme
  await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] })
}

async function fulfil(session: DevToolsSession, requestId: string, answer: PageAnswer): Promise<void> {
  if ('refused' in answer) {
    await session.send('Fetch.failRequest', { requestId, errorReason: answer.refused })
    return
  }
  await session.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: answer.status,
    responseHeaders: [...answer.headers].map(([name, value]) => ({ name, value })),
    body: Buffer.from(answer.body).toString('base64'),
  })
}

function closedBefore(url: string): Error {
  return new Error(`The page closed before ${url} had loaded.`)
}
