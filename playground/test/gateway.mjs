/** Gateways of the test's own, and a proxy to put in front of something. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The key of the sandbox's account, made up as all of it. */
const KEY = 'sandbox0demo0key0not0a0real0one0'

/** What the demo calls the fields of that account. */
const NAMES = readFileSync(new URL('../../schema/demo.toml', import.meta.url), 'utf8').replaceAll('accounts.demo.', 'accounts.acme.')

/** Nothing outlives the test, however it ends. */
const children = new Set()
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')))

/** Runs a command until it says where it listens. Resolves to what it said, its address, and a way to end it. */
async function start(binary, args, pattern) {
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise((resolve) => child.on('exit', resolve))
  children.add(child)
  let said = ''
  const match = await new Promise((resolve, reject) => {
    const listen = (chunk) => {
      said += chunk
      const found = pattern.exec(said)
      if (found) resolve(found)
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    void ended.then(() => reject(new Error(`${args.join(' ')} ended: ${said}`)))
  })
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
  }
  return { match, stop }
}

/** The demo, for the sandbox in it: resolves to its API's address. */
export async function startSandbox(binary) {
  const { match, stop } = await start(
    binary,
    ['demo', '--listen', '127.0.0.1:0', '--contacts', '200'],
    /(http:\/\/\S+\/api)\s[\s\S]*GraphiQL: \S+/,
  )
  return { api: match[1], stop }
}

/** `serve`: with a token where it is given, on a free port where none is. */
export async function startGateway(binary, { api, tokenHash, key = KEY, port = 0 }) {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'))
  const config = join(folder, 'gateway.toml')
  const tokens = tokenHash ? `tokens = ["${tokenHash}"]\n` : ''
  writeFileSync(config, `[accounts.acme]\ndidar_api_key = "${key}"\n${tokens}${NAMES}`)
  const args = ['serve', '--listen', `127.0.0.1:${port}`, '--config', config, '--didar-base-url', api]
  const { match, stop } = await start(
    binary,
    [...args, '--didar-timeout-seconds', '1', '--log', 'info', '--log-format', 'json'],
    /"address":"127\.0\.0\.1:(\d+)"/,
  ).finally(() => rmSync(folder, { recursive: true }))
  return { port: Number(match[1]), page: `http://127.0.0.1:${match[1]}/`, stop }
}

export function newToken(binary) {
  const said = execFileSync(binary, ['token'], { encoding: 'utf8' })
  return { token: /dgq_\w+/.exec(said)[0], hash: /sha256:\w+/.exec(said)[0] }
}

/**
 * Passes on what is asked below a prefix, without the prefix, even where the slash is left out. `proxy.answer`, where set, answers instead:
 * `{ status, body }`.
 */
export async function startProxy(target, prefix = '/') {
  const proxy = { answer: null }
  const server = createServer((incoming, outgoing) => {
    if (proxy.answer) return void outgoing.writeHead(proxy.answer.status).end(proxy.answer.body)
    const path = incoming.url === prefix.slice(0, -1) ? prefix : incoming.url
    if (!path.startsWith(prefix)) return void outgoing.writeHead(404).end('nothing here')
    const url = new URL(path.slice(prefix.length - 1), target)
    const { method, headers } = incoming
    const onward = request(url, { method, headers: { ...headers, host: url.host } }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${server.address().port}`
  return Object.assign(proxy, {
    origin,
    page: `${origin}${prefix}`,
    stop: () => new Promise((resolve) => server.close(resolve) && server.closeAllConnections()),
  })
}
