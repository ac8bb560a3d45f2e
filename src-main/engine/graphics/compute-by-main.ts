import type { ComputeReply, ComputeWish } from '../../contract/compute-window.ts'
import type { FromCompute, ToCompute } from '../../models/backends/compute-protocol.ts'
import type { OpenCompute } from './compute-relay.ts'

/** The end of a channel that a process of Electron's is given. */
export interface ProcessPort {
  postMessage(message: ToCompute): void
  on(event: 'message', listener: (event: { readonly data: FromCompute }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

/** Links to the compute window, which main opens and hands over. */
export function computeByMain(wish: (wish: ComputeWish) => void): {
  readonly open: OpenCompute
  /** A reply of main's, with the port that came with it. */
  receive(reply: ComputeReply, port: ProcessPort | undefined): void
} {
  const waiting = new Map<number, (port: ProcessPort | string) => void>()
  let count = 0
  const open: OpenCompute = async () => {
    const link = ++count
    const port = await new Promise<ProcessPort | string>((resolve) => {
      waiting.set(link, resolve)
      wish({ compute: 'open', link })
    })
    if (typeof port === 'string') throw new Error(port)
    return {
      post: (message) => port.postMessage(message),
      onMessage(listener) {
        port.on('message', ({ data }) => listener(data))
        port.start()
      },
      onClosed: (listener) => {
        port.on('close', () => listener('its window is gone'))
      },
      close() {
        port.close()
        wish({ compute: 'close', link })
      },
    }
  }
  return {
    open,
    receive({ computeLink, failed }, port) {
      waiting.get(computeLink)?.(port ?? failed ?? 'no port came')
      waiting.delete(computeLink)
    },
  }
}
