import type { Launch } from './chromium.ts'

/** Of this program alone: nothing is fetched, updated, synchronised or reported, and nothing is asked. */
const quiet = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-component-update',
  '--disable-component-extensions-with-background-pages',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-field-trial-config',
  '--disable-search-engine-choice-screen',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-service-autorun',
  '--password-store=basic',
  '--use-mock-keychain',
  '--disable-features=HttpsUpgrades,LensOverlay,MediaRouter,OptimizationHints,NetworkTimeServiceQuerying,PaintHolding,PreconnectToSearch',
  // Without a word about unsupported switches.
  '--test-type',
]

/** What a page could reach is the program alone. */
const closed = [
  '--disable-quic',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
]

/** As Electron's windows are: they go on when they are covered, keep no earlier page, and are told of no fault twice. */
const asElectron = [
  '--disable-back-forward-cache',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-hang-monitor',
  '--disable-ipc-flooding-protection',
  '--disable-popup-blocking',
  '--disable-prompt-on-repost',
  '--disable-renderer-backgrounding',
]

const drawing = [
  '--force-color-profile=srgb',
  '--disable-dev-shm-usage',
  '--disable-gpu-shader-disk-cache',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
]

const withoutDisplay = [
  '--headless',
  '--hide-scrollbars',
  '--mute-audio',
  // A mouse, as on a desktop.
  '--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4',
]

export function chromiumSwitches(launch: Launch, profile: string): string[] {
  return [
    ...quiet,
    ...closed,
    ...asElectron,
    ...drawing,
    ...(launch.headless ? withoutDisplay : []),
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--app=data:text/html,',
    `--user-data-dir=${profile}`,
    '--remote-debugging-pipe',
    ...(launch.debuggingPort === null ? [] : [`--remote-debugging-port=${launch.debuggingPort}`]),
  ]
}
