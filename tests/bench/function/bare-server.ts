import { createServer } from "node:http";

// What HTTP itself takes under the same load: reads the request and answers a few bytes.
createServer((request, response) => {
  request.resume();
  request.once("end", () => {
    response.writeHead(200, { "Content-Type": "application/json" }).end('{"status":"ok"}');
  });
}).listen(Number(process.env["PORT"]), "127.0.0.1");
