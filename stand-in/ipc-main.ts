import { Strict } from './strict.ts'

type Handler = (event: object, ...values: unknown[]) => unknown

/** Electron's `ipcMain`. */
class IpcMain extends Strict {
  protected readonly events = []
  private readonly handlers = new Map<string, Handler>()
  private readonly channelListeners = new Map<string, Set<Handler>>()

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.handlers.set(channel, handler)
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel)
  }

  override on(channel: string, listener: (...values: never[]) => void): this {
    this.channelListeners.set(
      channel,
      (this.channelListeners.get(channel) ?? new Set()).add(listener as Handler),
    )
    return this
  }

  override removeListener(channel: string, listener: (...values: never[]) => void): this {
    this.channelListeners.get(channel)?.delete(listener as Handler)
    return this
  }

  /** What the handler of the channel answers to a page. */
  async answer(event: object, channel: string, values: readonly unknown[]): Promise<unknown> {
    const handler = this.handlers.get(channel)
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
    return handler(event, ...values)
  }

  hear(event: object, channel: string, values: readonly unknown[]): void {
    for (const listener of this.channelListeners.get(channel) ?? []) listener(event, ...values)
  }
}

export const ipcMain = new IpcMain()
