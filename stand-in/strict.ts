import { EventEmitter } from 'node:events'

/** Names that runtimes and test tools look up on any object to learn what it is. */
const probes = new Set(['then', 'toJSON', 'nodeType', 'asymmetricMatch', '$$typeof', 'inspect', 'tagName'])

/**
 * The base of everything the stand-in offers. Reading or setting a property that it does not implement throws, and so
 * does listening for an event that it never emits: code that would work on Electron alone fails here at once, by name.
 */
export abstract class Strict extends EventEmitter {
  /** The events this object emits. */
  protected abstract readonly events: readonly string[]

  override on(event: string | symbol, listener: (...values: never[]) => void): this {
    this.requireEvent(event)
    return super.on(event, listener as (...values: unknown[]) => void)
  }

  override once(event: string | symbol, listener: (...values: never[]) => void): this {
    this.requireEvent(event)
    return super.once(event, listener as (...values: unknown[]) => void)
  }

  private requireEvent(event: string | symbol): void {
    if (typeof event === 'string' && !this.events.includes(event)) {
      throw new Error(`The stand-in for Electron does not emit “${event}” on ${this.constructor.name}.`)
    }
  }
}

Object.setPrototypeOf(Strict.prototype, refusingUnknown(EventEmitter.prototype))
Object.setPrototypeOf(Strict, refusingUnknown(EventEmitter))

/** Throws where an option is given that the stand-in would silently ignore. */
export function requireKnown(where: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw new Error(`The stand-in for Electron does not implement ${where}.${key}.`)
  }
}

function refusingUnknown<T extends object>(prototype: T): T {
  const refuse = (receiver: unknown, key: string): never => {
    throw new Error(`The stand-in for Electron does not implement ${nameOf(receiver)}.${key}.`)
  }
  return new Proxy(prototype, {
    get: (target, key, receiver) =>
      key in target || typeof key === 'symbol' || probes.has(key)
        ? Reflect.get(target, key, receiver)
        : refuse(receiver, key),
    set: (target, key, value, receiver) =>
      key in target || typeof key === 'symbol'
        ? Reflect.set(target, key, value, receiver)
        : refuse(receiver, key),
  })
}

function nameOf(receiver: unknown): string {
  if (typeof receiver === 'function') return receiver.name
  return (receiver as object).constructor.name
}
