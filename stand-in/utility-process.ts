import { type ChildProcess, fork } from 'node:child_process'
import { app } from './app.ts'
import { cloned, type MessagePortMain } from './message-channel-main.ts'
import { requireKnown, Strict } from './strict.ts'
import type { UtilityEnvelope } from './utility-envelope.ts'

interface ForkOptions {
  readonly serviceName?: string
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  readonly execArgv?: readonly string[]
  readonly stdio?: 'pipe' | 'ignore' | 'inherit'
}

/** Electron's `UtilityProcess`, as a child process of Node. */
class UtilityProcess extends Strict {
  protected readonly events = ['spawn', 'message', 'exit', 'error']
  readonly name: string
  private readonly child: ChildProcess
  private readonly ports = new Map<number, MessagePortMain>()
  private portsSent = 0

  constructor(modulePath: string, words: readonly string[], options: ForkOptions) {
    super()
    this.name = options.serviceName ?? 'Node Utility Process'
    this.child = fork(modulePath, words, {
      serialization: 'advanced',
      env: options.env ?? process.env,
      cwd: options.cwd,
      stdio: ['ignore', options.stdio ?? 'inherit', options.stdio ?? 'inherit', 'ipc'],
      execArgv: ['--import', import.meta.resolve('./utility-process-host.ts'), ...(options.execArgv ?? [])],
    })
    app.utilities.add(this)
    this.child.on('spawn', () => this.emit('spawn'))
    this.child.on('exit', (code, signal) => {
      app.utilities.delete(this)
      for (const port of this.ports.values()) port.close()
      this.emit('exit', code ?? (signal === null ? 0 : 1))
    })
    this.child.on('error', () => undefined)
    this.child.on('message', (envelope) => this.receive(envelope as UtilityEnvelope))
  }

  get pid(): number | undefined {
    return this.child.exitCode === null && this.child.signalCode === null ? this.child.pid : undefined
  }

  get stdout(): NodeJS.ReadableStream | null {
    return this.child.stdout
  }

  get stderr(): NodeJS.ReadableStream | null {
    return this.child.stderr
  }

  postMessage(message: unknown, transfer: readonly MessagePortMain[] = []): void {
    const data = cloned(message)
    const ports = transfer.map((port) => this.handOver(port))
    this.send({ kind: 'message', data, ports: ports.map(([id]) => id) })
    for (const [id, port] of ports) {
      port.transfer((message) => this.send({ kind: 'port', id, data: message }))
      port.on('close', () => this.send({ kind: 'port-close', id }))
    }
  }

  kill(): boolean {
    return this.child.kill()
  }

  private handOver(port: MessagePortMain): [number, MessagePortMain] {
    const id = ++this.portsSent
    this.ports.set(id, port)
    return [id, port]
  }

  private receive(envelope: UtilityEnvelope): void {
    if (envelope.kind === 'message') this.emit('message', envelope.data)
    else if (envelope.kind === 'port') this.ports.get(envelope.id)?.send(envelope.data)
    else this.ports.get(envelope.id)?.close()
  }

  private send(envelope: UtilityEnvelope): void {
    if (this.child.connected) this.child.send(envelope)
  }
}

class UtilityProcesses extends Strict {
  protected readonly events = []

  fork(modulePath: string, words: readonly string[] = [], options: ForkOptions = {}): UtilityProcess {
    requireKnown('utilityProcess.fork', options, ['serviceName', 'env', 'cwd', 'execArgv', 'stdio'])
    return new UtilityProcess(modulePath, words, options)
  }
}

export const utilityProcess = new UtilityProcesses()
