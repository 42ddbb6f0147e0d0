#!/usr/bin/env node
// The `hubbub` command as a process.
console.log(process.version);
