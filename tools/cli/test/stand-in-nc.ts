#!/usr/bin/env node
// `nc -N host port` for machines without one: stdin to a TCP connection, a FIN at its end, what comes to stdout.
import { connect } from 'node:net';

const [host, port] = process.argv.slice(-2);
const socket = connect({ host: host ?? '', port: Number(port), allowHalfOpen: true });
process.stdin.pipe(socket);
socket.pipe(process.stdout);
