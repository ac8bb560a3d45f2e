import type { ComputeLink, FromCompute, Link, ToCompute } from '../../models/backends/compute-protocol.ts'

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

/** The end that asks: links over one channel, told apart by their numbers. */
export interface RelayedLinks {
  readonly open: OpenCompute
  receive(message: ToRelayed): void
  /** How many are open. */
  count(): number
  /** The other end is gone, and with it every link. */
  end(detail: string): void
}

export function relayedLinks(post: (message: FromRelayed) => void): RelayedLinks {
  interface Ends {
    message: (message: FromCompute) => void
    closed: (detail: string) => void
  }
  const links = new Map<number, Ends>()
  let count = 0
  const open = async (): Promise<ComputeLink> => {
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
        if (links.delete(link)) post({ kind: 'compute', link, say: 'close' })
      },
    }
  }
  return {
    open,
    receive(message) {
      const ends = links.get(message.link)
      if (message.kind === 'computed') ends?.message(message.message)
      else ends?.closed(message.detail)
    },
    count: () => links.size,
    end(detail) {
      const ended = [...links.values()]
      links.clear()
      for (const { closed } of ended) closed(detail)
    },
  }
}

/** The end that is asked by one thread or process: opens links as it wishes, and closes them when it ends. */
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

/** The end that answers links which come over one channel: `serve` gets each as it is opened. */
export function servedLinks(
  serve: (link: Link<FromCompute, ToCompute>) => void,
  post: (message: ToRelayed) => void,
): { receive(message: FromRelayed): void } {
  interface Ends {
    message: (message: ToCompute) => void
    closed: (detail: string) => void
  }
  const links = new Map<number, Ends>()
  const begin = (number: number) => {
    const ends: Ends = { message: () => undefined, closed: () => undefined }
    links.set(number, ends)
    serve({
      post(message) {
        if (links.has(number)) post({ kind: 'computed', link: number, message })
      },
      onMessage: (listener) => {
        ends.message = listener
      },
      onClosed: (listener) => {
        ends.closed = listener
      },
      close: () => links.delete(number),
    })
  }
  return {
    receive({ link, say }) {
      if (say === 'open') begin(link)
      else if (say !== 'close') links.get(link)?.message(say)
      else {
        links.get(link)?.closed('the engine closed the link')
        links.delete(link)
      }
    },
  }
}
