/** What a cadre promises: clause 二（三） of the town's policy, word for word. */
export const CADRE_PLEDGE =
  '勤于学习、严守纪律、勤政廉洁、作风深入、乐于奉献、团结协作，用规章制度约束干部职工履行服务程序、改进服务态度、规范言行和举止。'
