import { requireKnown, Strict } from './strict.ts'

interface Template {
  readonly id?: string
  readonly label?: string
  readonly type?: 'normal' | 'separator' | 'submenu' | 'checkbox' | 'radio'
  readonly role?: string
  readonly accelerator?: string
  readonly checked?: boolean
  readonly enabled?: boolean
  readonly visible?: boolean
  readonly submenu?: readonly Template[]
  readonly click?: (item: MenuItem, window: unknown, event: object) => void
}

const options = [
  'id',
  'label',
  'type',
  'role',
  'accelerator',
  'checked',
  'enabled',
  'visible',
  'submenu',
  'click',
]

/** Electron's `MenuItem`. */
export class MenuItem extends Strict {
  protected readonly events = []
  readonly id: string
  readonly label: string
  readonly type: string
  readonly role: string | undefined
  readonly accelerator: string | undefined
  readonly submenu: Menu | undefined
  checked: boolean
  enabled: boolean
  visible: boolean
  private readonly action: Template['click']

  constructor(template: Template) {
    super()
    requireKnown('MenuItem', template, options)
    if (template.label === undefined && template.role === undefined && template.type !== 'separator') {
      throw new Error('Invalid template for MenuItem: must have label, role or type')
    }
    this.id = template.id ?? ''
    this.label = template.label ?? template.role ?? ''
    this.type = template.type ?? (template.submenu ? 'submenu' : 'normal')
    this.role = template.role
    this.accelerator = template.accelerator
    this.submenu = template.submenu && Menu.buildFromTemplate(template.submenu)
    this.checked = template.checked ?? false
    this.enabled = template.enabled ?? true
    this.visible = template.visible ?? true
    this.action = template.click
  }

  click(event: object = {}, window: unknown = undefined): void {
    if (!this.enabled) return
    if (this.type === 'radio') this.checked = true
    if (this.type === 'checkbox') this.checked = !this.checked
    this.action?.(this, window, event)
  }
}

/** Electron's `Menu`. A window of the stand-in shows none; its accelerators work, and tests click its items. */
export class Menu extends Strict {
  protected readonly events = ['menu-will-show', 'menu-will-close']
  readonly items: MenuItem[]

  constructor(items: MenuItem[] = []) {
    super()
    this.items = items
  }

  static buildFromTemplate(template: readonly Template[]): Menu {
    return new Menu(template.map((item) => new MenuItem(item)))
  }

  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu
  }

  static getApplicationMenu(): Menu | null {
    return applicationMenu
  }

  getMenuItemById(id: string): MenuItem | null {
    return this.everyItem().find((item) => item.id === id) ?? null
  }

  /** The items at any depth. */
  everyItem(): MenuItem[] {
    return this.items.flatMap((item) => [item, ...(item.submenu?.everyItem() ?? [])])
  }
}

let applicationMenu: Menu | null = null

/** The accelerators of items that do something here, in the spelling of the page. */
export function accelerators(): ReadonlyMap<string, MenuItem> {
  const items = applicationMenu?.everyItem() ?? []
  const active = items.filter((item) => item.accelerator !== undefined && item.role === undefined)
  return new Map(active.map((item) => [spelling(item.accelerator!), item]))
}

function spelling(accelerator: string): string {
  return accelerator.replace(/^(CommandOrControl|Ctrl|Control|Cmd|Command)\+/, 'CmdOrCtrl+')
}
