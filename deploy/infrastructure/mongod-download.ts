import { MongoBinary } from 'mongodb-memory-server-core';

/** Run as a program: fetches the official mongod into the named folder and prints its path. */
const downloadDir = process.argv[2];
if (!downloadDir) throw new Error('name the folder to download into');
process.stdout.write(await MongoBinary.getPath({ downloadDir }));
