import { cloned, MessagePortMain } from './message-channel-main.ts'
import { Strict } from './strict.ts'
import type { UtilityEnvelope } from './utility-envelope.ts'

/** Electron's `process.parentPort`, laid in a child process before its entry runs. */
class ParentPort extends Strict {
  protected readonly events = ['message']
  private readonly ports = new Map<number, MessagePortMain>()
  private early: UtilityEnvelope[] | null = []

  constructor() {
    super()
    process.on('message', (envelope) => this.receive(envelope as UtilityEnvelope))
    process.on('disconnect', () => process.exit())
  }

  override on(event: string, listener: (...values: never[]) => void): this {
    super.on(event, listener)
    const early = this.early ?? []
    this.early = null
    for (const envelope of early) this.receive(envelope)
    return this
  }

  postMessage(message: unknown): void {
    send({ kind: 'message', data: cloned(message), ports: [] })
  }

  private receive(envelope: UtilityEnvelope): void {
    if (this.early !== null) this.early.push(envelope)
    else if (envelope.kind === 'port') this.ports.get(envelope.id)?.send(envelope.data)
    else if (envelope.kind === 'port-close') this.ports.get(envelope.id)?.close()
    else this.emit('message', { data: envelope.data, ports: envelope.ports.map((id) => this.open(id)) })
  }

  private open(id: number): MessagePortMain {
    const [here, there] = MessagePortMain.pair()
    there.transfer((data) => send({ kind: 'port', id, data }))
    there.on('close', () => send({ kind: 'port-close', id }))
    this.ports.set(id, there)
    return here
  }
}

function send(envelope: UtilityEnvelope): void {
  if (process.connected) process.send!(envelope)
}

Object.defineProperty(process, 'parentPort', { value: new ParentPort() })
