import type { ComputeLink, FromCompute, ToCompute } from '../../models/backends/compute-protocol.ts'
import type { Graphics } from '../../models/backends/graphics.ts'
import { remoteGraphics } from '../../models/backends/remote-graphics.ts'

/** A link to where the graphics processor is. Rejects where there is no such place. */
export type OpenCompute = () => Promise<ComputeLink>

/** From a thread that wants the graphics processor of another process: links are numbered by the thread. */
export type FromRelayed = {
  readonly kind: 'compute'
  readonly link: number
  readonly say: 'open' | 'close' | ToCompute
}
export type ToRelayed =
  | { readonly kind: 'computed'; readonly link: number; readonly message: FromCompute }
  | { readonly kind: 'compute-closed'; readonly link: number; readonly detail: string }

/** The thread's end. */
export interface RelayedGraphics {
  readonly graphics: Graphics
  receive(message: ToRelayed): void
}

export function relayedGraphics(post: (message: FromRelayed) => void): RelayedGraphics {
  interface Ends {
    message: (message: FromCompute) => void
    closed: (detail: string) => void
  }
  const links = new Map<number, Ends>()
  let count = 0
  const connect = async (): Promise<ComputeLink> => {
    const link = ++count
    const ends: Ends = { message: () => undefined, closed: () => undefined }
    links.set(link, ends)
    post({ kind: 'compute', link, say: 'open' })
    return {
      post: (say) => post({ kind: 'compute', link, say }),
      onMessage: (listener) => {
        ends.message = listener
      },
      onClosed: (listener) => {
        ends.closed = listener
      },
      close() {
        links.delete(link)
        post({ kind: 'compute', link, say: 'close' })
      },
    }
  }
  return {
    graphics: remoteGraphics(connect),
    receive(message) {
      const ends = links.get(message.link)
      if (message.kind === 'computed') ends?.message(message.message)
      else ends?.closed(message.detail)
    },
  }
}

/** The engine's end for one thread: opens links as the thread asks, and closes them when the thread ends. */
export interface ComputeRelay {
  receive(message: FromRelayed): void
  close(): void
}

export function computeRelay(open: OpenCompute, post: (message: ToRelayed) => void): ComputeRelay {
  const links = new Map<number, Promise<ComputeLink>>()
  const begin = (number: number) => {
    const closed = (detail: string) => post({ kind: 'compute-closed', link: number, detail })
    const link = open()
    links.set(number, link)
    link.then(
      (opened) => {
        opened.onMessage((message) => post({ kind: 'computed', link: number, message }))
        opened.onClosed(closed)
      },
      (error: unknown) => closed(error instanceof Error ? error.message : String(error)),
    )
  }
  const end = (number: number) => {
    links.get(number)?.then(
      (link) => link.close(),
      () => undefined,
    )
    links.delete(number)
  }
  return {
    receive({ link, say }) {
      if (say === 'open') begin(link)
      else if (say === 'close') end(link)
      else
        links.get(link)?.then(
          (opened) => opened.post(say),
          () => undefined,
        )
    },
    close() {
      for (const [number, link] of links) {
        link.then(
          (opened) => opened.post({ kind: 'cancel' }),
          () => undefined,
        )
        end(number)
      }
    },
  }
}
