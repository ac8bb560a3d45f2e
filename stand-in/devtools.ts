import type { Readable, Writable } from 'node:stream'
import type { CDPSession } from '@playwright/test'

interface Message {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: never
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

interface Pending {
  readonly method: string
  readonly session: string | undefined
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** Chromium’s DevTools protocol over a pipe: a JSON text a message, each ended by a zero byte; no port is open. */
export class DevTools {
  readonly browser: DevToolsSession
  private readonly toChromium: Writable
  private readonly sessions = new Map<string | undefined, DevToolsSession>()
  private readonly pending = new Map<number, Pending>()
  private unfinished: Buffer[] = []
  private sent = 0
  private ended = false

  constructor(toChromium: Writable, fromChromium: Readable) {
    this.toChromium = toChromium
    this.browser = this.session(undefined)
    fromChromium.on('data', (chunk: Buffer) => this.read(chunk))
    fromChromium.on('close', () => this.end())
    // Chromium has gone: what was asked is rejected when its end closes.
    toChromium.on('error', () => undefined)
    fromChromium.on('error', () => undefined)
  }

  /** The session of that id, made when it is first asked for. */
  session(id: string | undefined): DevToolsSession {
    const known = this.sessions.get(id)
    if (known !== undefined) return known
    const session = new DevToolsSession((method, params) => this.send(id, method, params))
    this.sessions.set(id, session)
    return session
  }

  private send(session: string | undefined, method: string, params: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.ended || !this.sessions.has(session)) return reject(hasEnded(method))
      const id = ++this.sent
      this.pending.set(id, { method, session, resolve, reject })
      this.toChromium.write(`${JSON.stringify({ id, method, params, sessionId: session })}\0`)
    })
  }

  private read(chunk: Buffer): void {
    let start = 0
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      this.unfinished.push(chunk.subarray(start, end))
      const text = Buffer.concat(this.unfinished).toString('utf8')
      this.unfinished = []
      start = end + 1
      this.receive(JSON.parse(text))
    }
    if (start < chunk.length) this.unfinished.push(chunk.subarray(start))
  }

  private receive(message: Message): void {
    if (message.id === undefined) {
      this.sessions.get(message.sessionId)?.hear(message.method!, message.params!)
      if (message.method === 'Target.detachedFromTarget') this.endSession(message.params!)
      return
    }
    const asked = this.pending.get(message.id)
    this.pending.delete(message.id)
    if (message.error === undefined) asked?.resolve(message.result)
    else asked?.reject(new Error(`${asked.method}: ${message.error.message}`))
  }

  private endSession({ sessionId }: { sessionId: string }): void {
    const session = this.sessions.get(sessionId)
    this.sessions.delete(sessionId)
    for (const [id, asked] of this.pending) {
      if (asked.session !== sessionId) continue
      this.pending.delete(id)
      asked.reject(hasEnded(asked.method))
    }
    session?.end()
  }

  private end(): void {
    this.ended = true
    for (const { method, reject } of this.pending.values()) reject(hasEnded(method))
    this.pending.clear()
    for (const session of this.sessions.values()) session.end()
    this.sessions.clear()
  }
}

type Listener = (params: never) => void

/** What is said to one target of Chromium, and what it says. */
export class DevToolsSession {
  /** Rejects where Chromium refuses, and when the target goes. */
  readonly send: CDPSession['send']
  /** Resolves when the target has gone. */
  readonly ended: Promise<void>
  private readonly listeners = new Map<string, Listener[]>()
  private resolveEnded = () => {}

  constructor(send: (method: string, params: object) => Promise<unknown>) {
    this.send = ((method: string, params: object = {}) => send(method, params)) as CDPSession['send']
    this.ended = new Promise((resolve) => {
      this.resolveEnded = resolve
    })
  }

  readonly on = ((event: string, listener: Listener) => {
    const known = this.listeners.get(event)
    if (known === undefined) this.listeners.set(event, [listener])
    else known.push(listener)
  }) as unknown as CDPSession['on']

  hear(event: string, params: never): void {
    for (const listener of this.listeners.get(event) ?? []) listener(params)
  }

  end(): void {
    this.resolveEnded()
  }
}

function hasEnded(method: string): Error {
  return new Error(`${method}: the page or Chromium has ended.`)
}
