namespace Joulemark.Testing.Servers;

/// <summary>Models of a <see cref="FakeTritonServer"/>.</summary>
public enum FakeTritonModel
{
    /// <summary>TensorRT-LLM's pipeline <c>ensemble</c>: events carry what is new.</summary>
    Ensemble,

    /// <summary>TensorRT-LLM's LLM API, <c>tensorrt_llm</c>: events carry all the text so far.</summary>
    LlmApi,

    /// <summary>The vLLM backend: sampling as JSON text, token counts of each event.</summary>
    Vllm,

    /// <summary>TensorRT-LLM's scripted pipeline <c>tensorrt_llm_bls</c> with <c>accumulate_tokens</c>: all the text so far, token counts of each event.</summary>
    Bls,

    /// <summary>A classifier of images, <c>resnet</c>: floats in, a score for each of four classes out.</summary>
    Image,

    /// <summary>A classifier that gives the name of the class, and takes two inputs.</summary>
    Labels,
}
