import { type ChildProcess, fork } from 'node:child_process'
import type { OpenCompute, ToRelayed } from './compute-relay.ts'
import { relayedLinks } from './compute-relay.ts'
import { mayHaveDawn } from './dawn.ts'

/** A process that nobody asked anything for this long is ended, and its graphics memory given back. */
const idleMs = 60_000

/**
 * Links to a process of its own that reaches the graphics processor: a thread that Dawn runs in cannot be stopped without the whole
 * process, and a driver that crashes takes its process with it. Started when first asked for; `close` ends it.
 */
export function computeByProcess(entry: URL): { readonly open: OpenCompute; close(): void } {
  let child: ChildProcess | null = null
  let idle: NodeJS.Timeout | undefined

  const end = () => {
    clearTimeout(idle)
    child?.kill('SIGKILL')
    child = null
  }
  const links = relayedLinks((message) => {
    child?.send(message)
    clearTimeout(idle)
    if (message.say === 'close' && links.count() === 0) idle = setTimeout(end, idleMs).unref()
  })
  const start = (): ChildProcess => {
    const started = fork(entry, [], { serialization: 'advanced', stdio: 'ignore' })
    const gone = () => {
      if (child !== started) return
      child = null
      links.end('its process ended')
    }
    started.on('message', (message) => links.receive(message as ToRelayed))
    started.on('exit', gone)
    started.on('error', gone)
    // Neither keeps a program running that is done.
    started.unref()
    started.channel?.unref()
    return started
  }
  return {
    async open() {
      if (!mayHaveDawn()) throw new Error('there is no graphics driver')
      child ??= start()
      return await links.open()
    },
    close: end,
  }
}
