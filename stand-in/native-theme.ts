import { Strict } from './strict.ts'

type Source = 'system' | 'light' | 'dark'

/** Electron's `nativeTheme`. The stand-in's system is light. */
class NativeTheme extends Strict {
  protected readonly events = ['updated', 'source-changed']
  private source: Source = 'system'

  get themeSource(): Source {
    return this.source
  }

  set themeSource(source: Source) {
    if (source === this.source) return
    this.source = source
    this.emit('source-changed')
    this.emit('updated')
  }

  get shouldUseDarkColors(): boolean {
    return this.source === 'dark'
  }
}

export const nativeTheme = new NativeTheme()
nativeTheme.setMaxListeners(0)
