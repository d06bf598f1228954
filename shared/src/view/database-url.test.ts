import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { databaseOf, databasesOf, isDatabaseUrl } from './database-url.ts';

describe('the database of a service', () => {
  it.each([
    ['mongodb://127.0.0.1:8607', 'tickets', 'serviceportal_tickets'],
    ['mongodb://127.0.0.1:8607/', 'call-intake', 'serviceportal_call_intake'],
    ['mongodb://127.0.0.1:8607/acc2', 'tickets', 'acc2_tickets'],
    ['mongodb://a,b,c/stadt-2?replicaSet=rs', 'call-intake', 'stadt-2_call_intake'],
    ['mongodb+srv://u:p@db.example/acc2?authSource=admin', 'tickets', 'acc2_tickets'],
  ])('at %s of %s is %s', (url, service, name) => {
    expect(databaseOf(url, service)).toBe(name);
  });

  it('is told to people for all services', () => {
    expect(databasesOf('mongodb://127.0.0.1:8607/acc2')).toBe('acc2_…');
    expect(databasesOf('mongodb://127.0.0.1:8607')).toBe('serviceportal_…');
  });
});

describe('where the driver looks for the user', () => {
  it.each([
    ['mongodb://u:p@127.0.0.1:8607', 'admin'],
    ['mongodb://u:p@127.0.0.1:8607/acc2?authSource=people', 'people'],
    ['mongodb://u:p@127.0.0.1:8607/acc2?tls=true&AuthSource=people', 'people'],
    ['mongodb://u@127.0.0.1:8607/acc2?authMechanism=MONGODB-X509&tls=true', '$external'],
  ])('at %s, which is accepted: %s', (url, place) => {
    expect(isDatabaseUrl(url)).toBe(true);
    expect(new mongo.MongoClient(url).options.credentials?.source).toBe(place);
  });

  it('is the name in the path, were it accepted without authSource', () => {
    const url = 'mongodb://u:p@127.0.0.1:8607/acc2';
    expect(isDatabaseUrl(url)).toBe(false);
    expect(new mongo.MongoClient(url).options.credentials?.source).toBe('acc2');
  });
});

describe('a URL', () => {
  it.each([
    ['mongodb://127.0.0.1:8607', true],
    ['mongodb://u:p@127.0.0.1:8607', true],
    ['mongodb://u:p@a:1,b:2/?replicaSet=rs', true],
    ['mongodb://u:p@127.0.0.1:8607/admin', false],
    ['mongodb://u:p@127.0.0.1:8607/admin?authSource=admin', false],
    [`mongodb://127.0.0.1:8607/${'x'.repeat(26)}`, true],
    [`mongodb://127.0.0.1:8607/${'x'.repeat(27)}`, false],
    ['mongodb://127.0.0.1:8607/a.b', false],
    ['mongodb://127.0.0.1:8607/a/b', false],
    ['mongodb://', false],
    ['http://127.0.0.1:8607', false],
  ])('%s says which databases without a doubt: %s', (url, clear) => {
    expect(isDatabaseUrl(url)).toBe(clear);
  });
});
