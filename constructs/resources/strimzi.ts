import { Kafka as KafkaModel } from '@kubernetes-models/strimzi-kafka-operator/kafka.strimzi.io/v1/Kafka';
import { KafkaNodePool as KafkaNodePoolModel } from '@kubernetes-models/strimzi-kafka-operator/kafka.strimzi.io/v1/KafkaNodePool';
import { KafkaTopic as KafkaTopicModel } from '@kubernetes-models/strimzi-kafka-operator/kafka.strimzi.io/v1/KafkaTopic';
import { KafkaUser as KafkaUserModel } from '@kubernetes-models/strimzi-kafka-operator/kafka.strimzi.io/v1/KafkaUser';
import { modelled } from './model.ts';

export const Kafka = modelled(KafkaModel);
export const KafkaNodePool = modelled(KafkaNodePoolModel);
export const KafkaTopic = modelled(KafkaTopicModel);
export const KafkaUser = modelled(KafkaUserModel);
