import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { KEY, Local, ROLE, ids } from './local-cloudtrail';

let local: Local;
beforeEach(async () => (local = await Local.start()));
afterEach(() => local.aws.close());

describe('a signature', () => {
  it.each([
    ['with a wrong secret', { ...KEY, secretAccessKey: 'guessed' }, 'us-east-1', 'InvalidSignatureException'],
    ['with an unknown key', { ...KEY, accessKeyId: 'AKIANOBODY' }, 'us-east-1', 'UnrecognizedClientException'],
    [
      'with a token that does not belong to the key',
      { ...KEY, sessionToken: 'x' },
      'us-east-1',
      'UnrecognizedClientException',
    ],
    ['for a region that is not enabled', KEY, 'eu-south-2', 'UnrecognizedClientException'],
  ])('%s is refused', async (_, credentials, region, name) => {
    await expect(local.lookup({}, credentials, region)).rejects.toMatchObject({ name });
  });

  it('that is missing is missed', async () => {
    const headers = {
      'x-amz-target': 'CloudTrail_20131101.LookupEvents',
      'content-type': 'application/x-amz-json-1.1',
    };
    const answer = await fetch(local.aws.url, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({
      __type: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    });
  });

  it.each([
    ['a changed body', { body: '{"MaxResults":2}' }, 'InvalidSignatureException'],
    [
      'a changed header',
      { target: 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents' },
      'InvalidSignatureException',
    ],
    ['an old date', { date: '20200101T000000Z' }, 'InvalidSignatureException'],
    ['nothing changed', {}, undefined],
  ])(
    'is checked against the request: %s',
    async (_, { body, target, date }: { body?: string; target?: string; date?: string }, name) => {
      const client = local.cloudTrail();
      client.middlewareStack.add(
        (next) => (args) => {
          const request = args.request as { headers: Record<string, string>; body: string };
          if (body !== undefined) request.body = body;
          if (target !== undefined) request.headers['x-amz-target'] = target;
          if (date !== undefined) request.headers['x-amz-date'] = date;
          return next(args);
        },
        { step: 'finalizeRequest', priority: 'low' },
      );
      const sent = client.send(new LookupEventsCommand({ MaxResults: 1 })).then(
        () => undefined,
        (error: Error) => error.name,
      );
      expect(await sent).toBe(name);
    },
  );
});

describe('STS beside it', () => {
  it('says who calls', async () => {
    const identity = await local.sts().send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: '111122223333', Arn: 'arn:aws:iam::111122223333:user/trailwarden' });
  });

  it('hands out a role of another account, whose keys look up that account', async () => {
    local.aws.put(local.record('theirs', 1, { recipientAccountId: '444455556666' }));
    const input = { RoleArn: ROLE, RoleSessionName: 'test', ExternalId: 'secret word' };
    const { Credentials, AssumedRoleUser } = await local.sts().send(new AssumeRoleCommand(input));
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::444455556666:assumed-role/reader/test');
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken } = Credentials ?? {};
    const credentials = { accessKeyId, secretAccessKey, sessionToken: SessionToken };
    expect(ids(await local.lookup({}, credentials))).toEqual(['theirs']);
    await expect(local.lookup({}, { ...credentials, sessionToken: undefined })).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  it.each([
    ['a wrong external id', { RoleArn: ROLE, ExternalId: 'guess' }],
    ['no external id', { RoleArn: ROLE }],
    ['a role that trusts others', { RoleArn: `${ROLE}-own` }],
    ['a role that does not exist', { RoleArn: `${ROLE}-none` }],
  ])('refuses %s with one and the same message', async (_, input) => {
    const sent = local.sts().send(new AssumeRoleCommand({ RoleSessionName: 'test', ...input }));
    await expect(sent).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:iam::111122223333:user/trailwarden is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
      $metadata: { httpStatusCode: 403 },
    });
  });

  it.each([
    ['an unknown key', { ...KEY, accessKeyId: 'AKIANOBODY' }, 'InvalidClientTokenId'],
    ['a wrong secret', { ...KEY, secretAccessKey: 'guessed' }, 'SignatureDoesNotMatch'],
  ])('has its own names for %s', async (_, credentials, name) => {
    await expect(local.sts(credentials).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name });
  });
});
