import { Strict } from './strict.ts'

/** Where the messages of a port go after it was handed to another process. */
type Elsewhere = (data: unknown) => void

/** Electron's `MessagePortMain`. */
export class MessagePortMain extends Strict {
  protected readonly events = ['message', 'close']
  private peer: MessagePortMain | null = null
  private started = false
  private closed = false
  private elsewhere: Elsewhere | null = null
  private queue: unknown[] = []

  static pair(): [MessagePortMain, MessagePortMain] {
    const first = new MessagePortMain()
    const second = new MessagePortMain()
    first.peer = second
    second.peer = first
    return [first, second]
  }

  postMessage(message: unknown, transfer: readonly MessagePortMain[] = []): void {
    if (this.elsewhere !== null) throw new Error('The port was transferred.')
    if (transfer.length > 0) throw new Error('The stand-in for Electron does not send ports through ports.')
    this.send(cloned(message))
  }

  start(): void {
    this.started = true
    this.flush()
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.emit('close')
    this.peer?.close()
  }

  /** Hands the port to another process: what is sent to it goes to `elsewhere`, `send` speaks in its name. */
  transfer(elsewhere: Elsewhere): void {
    if (this.elsewhere !== null) throw new Error('The port was transferred already.')
    this.elsewhere = elsewhere
    this.flush()
  }

  /** A message from this end, cloned already. */
  send(message: unknown): void {
    if (!this.closed) this.peer?.receive(message)
  }

  private receive(message: unknown): void {
    this.queue.push(message)
    this.flush()
  }

  private flush(): void {
    if (this.elsewhere === null && !this.started) return
    const waiting = this.queue
    this.queue = []
    for (const message of waiting) {
      if (this.elsewhere !== null) this.elsewhere(message)
      else setImmediate(() => this.emit('message', { data: message, ports: [] }))
    }
  }
}

/** Electron's `MessageChannelMain`. */
export class MessageChannelMain extends Strict {
  protected readonly events = []
  readonly port1: MessagePortMain
  readonly port2: MessagePortMain

  constructor() {
    super()
    const [port1, port2] = MessagePortMain.pair()
    this.port1 = port1
    this.port2 = port2
  }
}

/** What the other process would get. Refuses shared memory, which crosses no process. */
export function cloned(message: unknown): unknown {
  refuseShared(message, new Set())
  return structuredClone(message)
}

function refuseShared(value: unknown, seen: Set<object>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return
  seen.add(value)
  if (
    value instanceof SharedArrayBuffer ||
    (ArrayBuffer.isView(value) && value.buffer instanceof SharedArrayBuffer)
  ) {
    throw new Error('An object could not be cloned.')
  }
  if (ArrayBuffer.isView(value)) return
  if (value instanceof Map) for (const pair of value) refuseShared(pair, seen)
  else if (value instanceof Set) for (const item of value) refuseShared(item, seen)
  else for (const item of Object.values(value)) refuseShared(item, seen)
}
