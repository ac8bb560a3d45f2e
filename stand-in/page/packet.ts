/**
 * What crosses between the page's world and the preload's, as Electron's contextBridge has it: data is cloned,
 * functions and promises become stand-ins of themselves on the other side, everything else is refused.
 */

type Path = readonly (string | number)[]

export interface Packet {
  readonly value: unknown
  readonly functions: readonly (readonly [Path, number])[]
  readonly promises: readonly (readonly [Path, number])[]
}

type Call =
  | { readonly kind: 'call'; readonly id: number; readonly values: Packet }
  | { readonly kind: 'settle'; readonly id: number; readonly failed: boolean; readonly value: Packet }
  | { readonly kind: 'expose'; readonly name: string; readonly value: Packet }

type Answer = { readonly value: Packet } | { readonly error: string }

type Callable = (...values: unknown[]) => unknown

/** One world's end of the wire. `wire` is an event target that only the two worlds hold; events on it are synchronous. */
export class WorldBridge {
  private readonly wire: EventTarget
  private readonly outgoing: string
  private readonly functions: Callable[] = []
  private readonly settlers = new Map<number, (failed: boolean, value: unknown) => void>()
  private promises = 0
  private readonly onExpose: (name: string, value: unknown) => void

  constructor(wire: EventTarget, side: 'page' | 'preload', onExpose: (name: string, value: unknown) => void) {
    this.wire = wire
    this.onExpose = onExpose
    this.outgoing = `from-${side}`
    const incoming = side === 'page' ? 'from-preload' : 'from-page'
    wire.addEventListener(incoming, (event) =>
      this.answer(incoming, (event as CustomEvent<Call | null>).detail),
    )
  }

  expose(name: string, value: unknown): void {
    this.send({ kind: 'expose', name, value: this.pack(value) })
  }

  private send(call: Call): unknown {
    let answer: Answer | null = null
    const listen = (event: Event) => {
      answer = (event as CustomEvent<Answer | null>).detail
    }
    this.wire.addEventListener(`${this.outgoing}-answer`, listen, { once: true })
    this.wire.dispatchEvent(new CustomEvent(this.outgoing, { detail: call }))
    this.wire.removeEventListener(`${this.outgoing}-answer`, listen)
    const received = answer as Answer | null
    if (received === null) throw new Error('An object could not be cloned.')
    if ('error' in received) throw new Error(received.error)
    return this.unpack(received.value)
  }

  private answer(incoming: string, call: Call | null): void {
    let answer: Answer
    try {
      answer = { value: this.pack(this.perform(call)) }
    } catch (error) {
      answer = { error: error instanceof Error ? error.message : String(error) }
    }
    this.wire.dispatchEvent(new CustomEvent(`${incoming}-answer`, { detail: answer }))
  }

  private perform(call: Call | null): unknown {
    if (call === null) throw new Error('An object could not be cloned.')
    if (call.kind === 'expose') return this.onExpose(call.name, this.unpack(call.value))
    if (call.kind === 'call') return this.functions[call.id]!(...(this.unpack(call.values) as unknown[]))
    this.settlers.get(call.id)?.(call.failed, this.unpack(call.value))
    this.settlers.delete(call.id)
    return undefined
  }

  private pack(value: unknown): Packet {
    const functions: [Path, number][] = []
    const promises: [Path, number][] = []
    const plain = this.copy(value, [], functions, promises, new Set())
    return { value: plain, functions, promises }
  }

  private copy(
    value: unknown,
    path: Path,
    functions: [Path, number][],
    promises: [Path, number][],
    above: ReadonlySet<object>,
  ): unknown {
    if (typeof value === 'function') {
      functions.push([path, this.functions.push(value as Callable) - 1])
      return null
    }
    if (value instanceof Promise) {
      promises.push([path, this.promise(value)])
      return null
    }
    if (typeof value !== 'object' || value === null) return cloned(value)
    if (above.has(value))
      throw new Error('Electron contextBridge: an object that contains itself cannot be sent.')
    const kind = Object.prototype.toString.call(value)
    if (kind === '[object SharedArrayBuffer]') throw new Error('An object could not be cloned.')
    if (kind !== '[object Object]' && !Array.isArray(value)) return cloned(value)
    if (!holdsCallables(value)) return cloned(value)
    const copied: Record<string | number, unknown> = Array.isArray(value) ? ([] as never) : {}
    for (const [key, item] of Object.entries(value)) {
      const below = new Set(above).add(value)
      copied[key] = this.copy(item, [...path, key], functions, promises, below)
    }
    return copied
  }

  private promise(promise: Promise<unknown>): number {
    const id = this.promises++
    const settle = (failed: boolean) => (value: unknown) => {
      this.send({ kind: 'settle', id, failed, value: this.pack(value) })
    }
    promise.then(settle(false), settle(true)).catch((error: unknown) => {
      this.send({ kind: 'settle', id, failed: true, value: this.pack(error) })
    })
    return id
  }

  private unpack(packet: Packet): unknown {
    const root = { value: packet.value }
    for (const [path, id] of packet.functions) {
      put(root, path, (...values: unknown[]) => this.send({ kind: 'call', id, values: this.pack(values) }))
    }
    for (const [path, id] of packet.promises) {
      put(
        root,
        path,
        new Promise((resolve, reject) => {
          this.settlers.set(id, (failed, value) => (failed ? reject(value) : resolve(value)))
        }),
      )
    }
    return root.value
  }
}

function cloned(value: unknown): unknown {
  try {
    return structuredClone(value)
  } catch {
    throw new Error('An object could not be cloned.')
  }
}

/** Whether a plain object or array holds, at any depth, something that is not cloned but stood in for. */
function holdsCallables(value: object): boolean {
  return Object.values(value).some(
    (item: unknown) =>
      typeof item === 'function' ||
      item instanceof Promise ||
      (typeof item === 'object' && item !== null && !ArrayBuffer.isView(item) && holdsCallables(item)),
  )
}

function put(root: { value: unknown }, path: Path, value: unknown): void {
  const keys: (string | number)[] = ['value', ...path]
  let holder = root as unknown as Record<string | number, unknown>
  for (const key of keys.slice(0, -1)) holder = holder[key] as Record<string | number, unknown>
  holder[keys.at(-1)!] = value
}
