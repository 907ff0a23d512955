// A webhook as most are written: Express or Fastify and the carrier's official package, which
// checks the signature and makes the TwiML. It keeps nothing. One process a processor, as such
// servers are run. The first argument says which, the second the address to listen at; it ends
// when its standard input does.
import cluster from 'node:cluster'
import { availableParallelism } from 'node:os'
import twilio from 'twilio'

const [, , framework, port] = process.argv
const { AUTH_TOKEN: authToken, PUBLIC_URL: publicURL } = process.env
const idle = 600_000 // ms: the load's connections wait while others have their turn
const text = '0'.repeat(700)

function answer() {
  const response = new twilio.twiml.VoiceResponse()
  response.gather({ input: 'dtmf speech', action: publicURL + '/voice/step', numDigits: 1, timeout: 6 })
    .say({ voice: 'Polly.Zhiyu-Neural', language: 'cmn-CN' }, text)
  response.redirect(publicURL + '/voice/step')
  return response.toString()
}

async function express() {
  const { default: express } = await import('express')
  const app = express()
  app.use(express.urlencoded({ extended: false }))
  app.use(twilio.webhook(authToken, { host: new URL(publicURL).host, protocol: 'https' }))
  app.post('/{*path}', (_, response) => { response.type('text/xml').send(answer()) })
  app.listen(port, '127.0.0.1').keepAliveTimeout = idle
}

async function fastify() {
  const { default: fastify } = await import('fastify')
  const app = fastify({ keepAliveTimeout: idle })
  await app.register(import('@fastify/formbody'))
  app.addHook('preHandler', async (request, reply) => {
    const signature = request.headers['x-twilio-signature'] ?? ''
    if (!twilio.validateRequest(authToken, signature, publicURL + request.url, request.body)) return reply.code(403).send('not signed')
  })
  app.post('/*', async (_, reply) => reply.type('text/xml').send(answer()))
  await app.listen({ port: Number(port), host: '127.0.0.1' })
}

if (cluster.isPrimary) {
  for (let i = 0; i < availableParallelism(); i++) cluster.fork()
  process.stdin.on('end', () => process.exit()).resume()
} else {
  await { express, fastify }[framework]()
}
