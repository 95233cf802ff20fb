import { homeOf, isOptIn, partitionOfArn, regionsOf } from '../../src/source/regions';

describe('the regions of an account', () => {
  it('are all of its partition when none is listed, the home region first', () => {
    expect(regionsOf('all', 'aws').slice(0, 2)).toEqual(['us-east-1', 'us-east-2']);
    expect(regionsOf('all', 'aws')).toHaveLength(36);
    expect(regionsOf('all', 'aws-cn')).toEqual(['cn-north-1', 'cn-northwest-1']);
    expect(regionsOf('all', 'aws-us-gov')).toEqual(['us-gov-west-1', 'us-gov-east-1']);
  });

  it.each([
    ['aws', ['eu-west-1'], ['us-east-1', 'eu-west-1']],
    ['aws', ['eu-west-1', 'us-east-1', 'eu-west-1'], ['us-east-1', 'eu-west-1']],
    ['aws', [], ['us-east-1']],
    ['aws-cn', ['cn-northwest-1'], ['cn-north-1', 'cn-northwest-1']],
    ['aws-us-gov', ['us-gov-east-1'], ['us-gov-west-1', 'us-gov-east-1']],
  ] as const)('of %s listed as %j are %j, for global services are recorded at home', (partition, listed, regions) => {
    expect(regionsOf(listed, partition)).toEqual(regions);
  });

  it('cannot be of two partitions', () => {
    expect(() => regionsOf(['eu-west-1', 'cn-north-1'], 'aws')).toThrow(
      "region cn-north-1 is not in the account's partition aws",
    );
  });

  it.each([
    ['us-east-1', false],
    ['eu-central-1', false],
    ['eu-central-2', true],
    ['xx-new-1', true],
    ['cn-north-1', false],
  ])('%s is to be enabled first: %s', (region, optIn) => expect(isOptIn(region)).toBe(optIn));

  it('have a home in each partition', () => {
    expect(homeOf(partitionOfArn('arn:aws-us-gov:iam::111122223333:role/x') ?? 'aws')).toBe('us-gov-west-1');
    expect(partitionOfArn('arn:aws-iso:iam::111122223333:role/x')).toBeUndefined();
  });
});
