// Node and ws. argv: PORT. NODE_PATH has to hold the module ws.
const http = require('http');
const { WebSocketServer } = require('ws');

const subscribers = new Set();
const server = http.createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

sockets.on('connection', (socket, request) => {
    if (request.url === '/sub') {
        subscribers.add(socket);
        socket.on('close', () => subscribers.delete(socket));
    } else if (request.url === '/pub') {
        socket.on('message', (message, binary) => {
            for (const subscriber of subscribers) subscriber.send(message, { binary });
        });
    } else {
        socket.on('message', (message, binary) => socket.send(message, { binary }));
    }
    socket.on('error', () => {});
});
server.listen(Number(process.argv[2]), '127.0.0.1', 4096);
