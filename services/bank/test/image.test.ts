import { expect, it } from '@jest/globals';
import { imageFaults } from '../../kit/testing/containerfile.ts';

it('has an image that holds what the program imports', () => expect(imageFaults('bank')).toEqual([]));
