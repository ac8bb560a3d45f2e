import type { Settings, SettingsChange } from '../../src-main/contract/settings.ts'
import { language, preferredLocale } from './language.svelte.ts'

/** The settings as the program keeps them; changed here, from the menu, or anywhere else. */
class WindowSettings {
  current = $state.raw<Settings>(window.antecedent.start.settings)
  /** What the system prefers now. */
  systemDark = $state(matchMedia('(prefers-color-scheme: dark)').matches)

  get dark(): boolean {
    return this.current.theme === 'dark' || (this.current.theme === 'system' && this.systemDark)
  }

  async change(change: SettingsChange): Promise<void> {
    this.current = await window.antecedent.settings.set(change)
    this.#apply()
  }

  /** Follows changes made elsewhere; the returned function ends that. */
  follow(): () => void {
    this.#apply()
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const changed = () => {
      this.systemDark = scheme.matches
    }
    scheme.addEventListener('change', changed)
    const stop = window.antecedent.settings.onChange((settings) => {
      this.current = settings
      this.#apply()
    })
    return () => {
      stop()
      scheme.removeEventListener('change', changed)
    }
  }

  forget(path: string): Promise<void> {
    return this.change({ recentProjects: this.current.recentProjects.filter((each) => each.path !== path) })
  }

  #apply(): void {
    language.current = this.current.language ?? preferredLocale([window.antecedent.start.locale])
  }
}

export const settings = new WindowSettings()
