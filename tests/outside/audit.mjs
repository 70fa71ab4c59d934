// The official audits of GraphQL over HTTP against a running gateway.
//
//   node audit.mjs http://127.0.0.1:8080/graphql
//
// Every MUST, SHOULD and MAY has to pass.
import { serverAudits } from 'graphql-http'

let passed = 0
let failed = 0
for (const audit of serverAudits({ url: process.argv[2] })) {
  const result = await audit.fn()
  const ok = result.status === 'ok'
  ok ? passed++ : failed++
  if (!ok) console.log(`FAILED ${audit.id} ${audit.name}: ${result.reason}`)
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
