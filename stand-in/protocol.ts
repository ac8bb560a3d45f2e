import { app } from './app.ts'
import { Strict } from './strict.ts'

type ProtocolHandler = (request: Request) => Response | Promise<Response>

/** Electron's `protocol`, and `session.protocol`. */
export class Protocol extends Strict {
  protected readonly events = []
  private readonly handlers = new Map<string, ProtocolHandler>()
  private readonly privileged = new Set<string>()

  registerSchemesAsPrivileged(schemes: readonly { scheme: string; privileges?: object }[]): void {
    if (app.isReady())
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme } of schemes) this.privileged.add(scheme)
  }

  handle(scheme: string, handler: ProtocolHandler): void {
    if (!app.isReady()) throw new Error('protocol.handle should be called after app is ready')
    if (!this.privileged.has(scheme)) throw new Error(`The scheme ${scheme} is not registered as privileged.`)
    if (this.handlers.has(scheme)) throw new Error(`The scheme ${scheme} is handled already.`)
    this.handlers.set(scheme, handler)
  }

  unhandle(scheme: string): void {
    this.handlers.delete(scheme)
  }

  isProtocolHandled(scheme: string): boolean {
    return this.handlers.has(scheme)
  }

  /** What the handler of the address's scheme answers; null where there is none. */
  async answer(request: {
    url: string
    method: string
    headers: Record<string, string>
  }): Promise<Response | null> {
    const handler = this.handlers.get(new URL(request.url).protocol.slice(0, -1))
    if (handler === undefined) return null
    return handler(new Request(request.url, { method: request.method, headers: request.headers }))
  }
}

// Node reads what these are made of when the first is made: while Chromium starts, not while the first page waits.
void new Response(null)
void new Request('data:,')

export const protocol = new Protocol()
