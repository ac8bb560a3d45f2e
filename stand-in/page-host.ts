import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { bytes } from './bytes.ts'
import { launch } from './chromium.ts'
import { decodeClone, encodeClone } from './clone-codec.ts'
import type { DevToolsSession } from './devtools.ts'
import { accelerators } from './menu.ts'
import type { FromProgram, PreloadOptions, ToProgram } from './page/protocol.ts'
import { Page } from './page.ts'
import { pageWorldScript, preloadWorldScript } from './page-script.ts'

const world = 'antecedent-preload'
const binding = 'antecedentToProgram'

interface HostOptions {
  readonly preload: string | null
  readonly additionalArguments: readonly string[]
  readonly onMessage: (message: ToProgram) => void
  readonly prepare: (host: PageHost) => Promise<void>
}

/** One page of Chromium with its preload, and the wire to it. */
export class PageHost {
  readonly page: Page
  readonly devtools: DevToolsSession
  /** Where the preload of the document now shown runs. */
  private executionContext: number | null = null
  private readonly onMessage: (message: ToProgram) => void
  private order: Promise<unknown> = Promise.resolve()

  static async open(options: HostOptions): Promise<PageHost> {
    const host = new PageHost(await Page.open(), options.onMessage)
    await Promise.all([host.layPreload(options), options.prepare(host), host.page.begin()])
    return host
  }

  private constructor(page: Page, onMessage: (message: ToProgram) => void) {
    this.page = page
    this.devtools = page.devtools
    this.onMessage = onMessage
  }

  /** Chromium's name of the page, by which test tools find the window. */
  get targetId(): string {
    return this.page.id
  }

  /** Tells the preload's world something. Lost where no document has a preload, as in Electron. */
  send(message: FromProgram): void {
    const text = encodeClone(message, bytes)
    if (this.executionContext === null) return
    this.devtools
      .send('Runtime.callFunctionOn', {
        functionDeclaration: '(text) => antecedentFromProgram(text)',
        executionContextId: this.executionContext,
        arguments: [{ value: text }],
      })
      .catch(() => undefined)
  }

  private async layPreload(options: HostOptions): Promise<void> {
    const { devtools } = this
    devtools.on('Runtime.bindingCalled', (event) => {
      if (event.name === binding) this.receive(event.payload, event.executionContextId)
    })
    const handshake = randomUUID()
    const preload = options.preload === null ? '' : readFileSync(options.preload, 'utf8')
    const script = preloadWorldScript(preloadOptions(handshake, options.additionalArguments), preload)
    await Promise.all([
      devtools.send('Runtime.enable'),
      devtools.send('Runtime.addBinding', { name: binding, executionContextName: world }),
      devtools.send('Page.addScriptToEvaluateOnNewDocument', { source: pageWorldScript(handshake) }),
      devtools.send('Page.addScriptToEvaluateOnNewDocument', { source: script, worldName: world }),
    ])
  }

  private receive(payload: string, executionContext: number): void {
    const message = decodeClone(payload, bytes) as ToProgram
    this.executionContext = executionContext
    const names = payload.includes('stand-in-file:')
    const deliver = async () =>
      this.onMessage(names ? ((await this.withPaths(message)) as ToProgram) : message)
    // One message that fails holds up none of the next; what it threw ends the program, as in Electron.
    this.order = this.order.then(deliver).catch((error: unknown) => {
      setImmediate(() => {
        throw error
      })
    })
  }

  /** The message with every token of a file replaced by the file's path. */
  private async withPaths(value: unknown): Promise<unknown> {
    if (typeof value === 'string') return value.startsWith('stand-in-file:') ? this.pathOf(value) : value
    if (Array.isArray(value)) return Promise.all(value.map((item) => this.withPaths(item)))
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
      return value
    const pairs = Object.entries(value).map(async ([key, item]) => [key, await this.withPaths(item)] as const)
    return Object.fromEntries(await Promise.all(pairs))
  }

  private async pathOf(token: string): Promise<string> {
    const { result } = await this.devtools.send('Runtime.callFunctionOn', {
      functionDeclaration: '(token) => antecedentFile(token)',
      executionContextId: this.executionContext!,
      arguments: [{ value: token }],
    })
    if (result.objectId === undefined) return ''
    const { path } = await this.devtools.send('DOM.getFileInfo', { objectId: result.objectId })
    return path
  }
}

function preloadOptions(handshake: string, words: readonly string[]): PreloadOptions {
  const { platform, versions } = process
  return {
    handshake,
    accelerators: [...accelerators().keys()],
    process: { argv: [process.execPath, ...words], platform, versions: { ...versions } },
  }
}

/** Whether windows can be seen. */
export function isHeadless(): boolean {
  return launch.headless
}
