import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { schedulesOf } from '../../../src/app/jobs.ts';
import { tellDeeds } from '../../../src/modules/maintenance/stop-rules/stop-deeds.rules.ts';
import { onEachEngine } from '../../support/engines.ts';
import { type StopsApp, startStopsApp } from './stops-app.ts';

onEachEngine('what rules on stops did', (under) => {
  let app: StopsApp;
  before(async () => {
    app = await startStopsApp(under);
  });

  test('each thing that rules do is told: in the result of the job, and by a line of the log', async () => {
    await app.begin();
    await app.rule({ reason_groups: [], reasons: ['Electrical Fault'], incident_category: 'Electrical', rank: 1 });
    const job = schedulesOf(app.services)
      .flat()
      .find(({ name }) => name === 'watch-stops');
    let seen = app.lines.length;
    const did = async (minute: number, told: string | null, line?: string) => {
      app.clock.set(app.at(minute));
      assert.equal(await job?.run(), told);
      const lines = app.lines.slice(seen).filter((one) => one.includes('Rules on stops of'));
      seen = app.lines.length;
      assert.equal(lines.length, told === null ? 0 : 1, lines.join());
      if (told !== null) assert.match(lines.join(), new RegExp(`\\[INFO\\] .*of machine 'Mill 9': ${line}( \\(|$)`));
    };
    await app.tell('a', 0, null, 'Hydraulic Fault');
    await did(12, 'tickets opened or joined: 1', '1 ticket opened or joined');
    await did(13, null);
    await app.tell('a', 0, null, 'Electrical Fault');
    await did(14, 'tickets routed anew: 1', '1 ticket routed anew');
    await app.tell('a', 0, null, 'Toilet Break');
    await did(15, 'tickets withdrawn: 1', '1 ticket withdrawn');
    await app.tell('a', 0, null, 'Hydraulic Fault');
    await did(16, 'tickets routed anew: 1, tickets reopened: 1', '1 ticket routed anew, 1 ticket reopened');
    await app.tell('a', 0, 20, 'Hydraulic Fault');
    await app.tell('up', 20, null, 'up');
    await did(25, 'ends proposed: 1', '1 end proposed');
    await app.tell('up', 20, 20.2, 'up');
    await app.tell('b', 20.2, null, 'Hydraulic Fault');
    await did(26, 'proposed ends taken back: 1', '1 proposed end taken back');
    const [{ id }] = await app.tickets();
    assert.equal((await app.as.TECHNICIAN('POST', `/api/v1/tickets/${id}/start`)).status, 200);
    await app.tell('a', 0, 20, 'Operator away');
    await app.tell('b', 20.2, null, 'Operator away');
    await did(27, 'tickets asked about: 1', '1 ticket asked about');
  });

  test('a rule that takes a ticket over from another on the same stop tells of it', async () => {
    await app.begin();
    await app.rule({ name: 'Worse', minimum_minutes: 30, priority: 'Critical', rank: 1 });
    await app.tell('a', 0, null, 'Hydraulic Fault');
    await app.look(12);
    app.clock.set(app.at(31));
    assert.equal(tellDeeds(await app.services.maintenance.stopWatch.look()), '1 ticket routed anew');
    assert.equal((await app.tickets())[0].priority, 'Critical');
  });
});
